/** A binary heap of numbers, changed in place: the yardstick for the engine, which does more for each entry and changes nothing in place. */

/** Pushes and pops `count` numbers with about `waiting` of them inside; the sum keeps the loop from being thrown away. */
export function heapLoop(count: number, waiting: number): number {
  const heap: number[] = [];
  let random = 1;
  let sum = 0;
  for (let i = 0; i < count; i++) {
    random = (Math.imul(random, 1_103_515_245) + 12_345) >>> 0;
    push(heap, sum + (random >>> 8));
    if (heap.length > waiting) sum = (sum + pop(heap)) % 0x4000_0000;
  }
  while (heap.length > 0) sum = (sum + pop(heap)) % 0x4000_0000;
  return sum;
}

function push(heap: number[], value: number): void {
  let i = heap.length;
  heap.push(value);
  while (i > 0) {
    const parent = (i - 1) >>> 1;
    if (heap[parent]! <= value) break;
    heap[i] = heap[parent]!;
    i = parent;
  }
  heap[i] = value;
}

/** The least of a heap that is not empty. */
function pop(heap: number[]): number {
  const least = heap[0]!;
  const last = heap.pop()!;
  const size = heap.length;
  if (size === 0) return least;
  let i = 0;
  for (;;) {
    let child = 2 * i + 1;
    if (child >= size) break;
    if (child + 1 < size && heap[child + 1]! < heap[child]!) child += 1;
    if (heap[child]! >= last) break;
    heap[i] = heap[child]!;
    i = child;
  }
  heap[i] = last;
  return least;
}
