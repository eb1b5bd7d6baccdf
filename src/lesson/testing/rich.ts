/** A lesson that has one of everything: runs side by side, faults, what-ifs, a task, a drill. For tests only. */
import type { LessonFiles } from "../load.ts";
import { builtInWorld } from "./lessons.ts";

export const richLesson = `slug: rich
world: internet
profile: textbook
seed: 1
http: "1.0"
acts:
  - { at: 0ms, host: client, open: "http://www.lab.cyber.co.kr/" }
runs:
  lossy:
    faults:
      - { lose: { frame: tcp, from: client, tcp.flags.syn: true }, nth: 1, link: router.wan }
  kept: { http: "1.1" }
beats:
  - id: asked
    until: { fact: dns-query-sent, by: nearest }
    show: [ladder, dns]
    covers: [D4]
    let: { server: { last: { fact: dns-query-sent, by: nearest }, take: to } }
    what-if:
      silent-root: { stop: root }
      late:
        - { record: { host: ns-lab-cyber, zone: lab.cyber.co.kr, name: www, type: A, data: 192.0.2.228 } }
        - { wait: 2h }
        - { host: client, open: "http://www.lab.cyber.co.kr/" }
  - id: loaded
    until: { fact: page-loaded, by: client }
    let: { frames: { count: { frame: tcp } } }
    covers: [T1]
  - id: again
    try:
      allow:
        again: { host: client, open: "http://www.lab.cyber.co.kr/" }
        other: { host: client, open: "http://www.lab.glasscom.com/" }
        later: { wait: 2h }
        forget: { host: nearest, flush: cache }
      goal: { fact: dns-cache-hit, by: nearest }
      without: { fact: dns-query-sent, by: nearest }
      solution: [again]
  - id: both
    run: lossy
    beside: main
    until: { fact: tcp-retransmission-timeout, by: client }
    show: [ladder]
    let:
      lost: { count: { fact: frame-lost } }
      mainFrames: { count: { frame: tcp, run: main } }
      keptFrames: { count: { frame: tcp, run: kept } }
  - id: subnet
    show: [subnet]
    covers: [A5]
    drill:
      times: 3
      draw:
        host: { address: 10.0.0.0/8 }
        prefix: { number: { min: 20, max: 28 } }
      let: { mask: { call: mask, args: [{ let: prefix }] } }
      ask:
        value: address
        answer: { call: network, args: [{ let: host }, { let: prefix }] }
        wrong: { broadcast: { call: broadcast, args: [{ let: host }, { let: prefix }] } }
`;

export const richWords = `# Rich
## asked
It asks \`{server}\`, a [root server](root).
### what-if silent-root
Nobody answers.
### what-if late
The record has changed.
## loaded
There were {frames} segments.
## again
Once more.
### try
Have the name answered from the cache.
### do again
Open it again.
### hint 1
It was looked up already.
### done
No query left the nearest server.
### missed
A query left all the same.
## both
{lost} lost; {mainFrames} here, {keptFrames} there.
## subnet
Now you.
### ask
In which network is {host}/{prefix}, mask {mask}?
### right
The mask keeps the network's bits.
### wrong broadcast
That is everybody's address.
## summary
All of it.
## simplified
There is one root server.
## see
\`dig +trace\`
`;

export const richFiles = (
  edit: (yaml: string) => string = (s) => s,
  words: (md: string) => string = (s) => s,
): LessonFiles => ({
  lesson: { file: "lesson.yaml", text: edit(richLesson) },
  texts: { en: { file: "en.md", text: words(richWords) } },
  world: builtInWorld,
  terms: ["root", "resolver"],
});

/** A piece of text put in the place of another that is there once. */
export const replaced =
  (from: string, to: string) =>
  (text: string): string => {
    if (text.split(from).length !== 2) throw new Error(`there is not one ${from}`);
    return text.replace(from, () => to);
  };
