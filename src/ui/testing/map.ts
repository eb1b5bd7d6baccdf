/** Maps of learners for tests: of the two lessons of the small menu, and of a course in which every kind of lesson is there. */
import { type LearnerMap, learnerMap, type MappedLesson } from "../../lesson/learner-map.ts";
import { joinEvents, noProgress, type ProgressEvent } from "../../lesson/progress.ts";

const lesson = (
  slug: string,
  en: string,
  ko: string,
  minutes: number,
  after: readonly string[],
  points: readonly string[],
): MappedLesson => ({ slug, title: { en, ko }, minutes, after, points: { asked: points }, cards: ["asked"] });

const answered = (slug: string, done: boolean, n: number): ProgressEvent => ({
  t: `2026-11-22T10:00:0${n}.000Z`,
  lesson: slug,
  beat: "asked",
  done,
  answer: "right",
});

export const smallMap: LearnerMap = learnerMap(
  [
    lesson("small", "A small lesson", "작은 레슨", 5, [], ["U1"]),
    lesson("broken", "A broken one", "고장 난 레슨", 10, ["small"], ["U2"]),
  ],
  joinEvents(noProgress, [answered("small", false, 0)]),
  [],
);

const course: readonly MappedLesson[] = [
  lesson("url", "Reading a URL", "URL 읽기", 8, [], ["U1", "U2", "U3", "U4"]),
  lesson("request", "What a request says", "리퀘스트 메시지가 말하는 것", 9, ["url"], ["H1", "H2", "H3", "H7"]),
  lesson("response", "What comes back", "돌아오는 응답", 11, ["request"], ["H4", "H5", "H6", "H8", "H10"]),
  lesson("address", "Splitting an address", "주소 나누기", 9, ["url"], ["A3", "A4", "A5"]),
  lesson("routers", "Hubs, routers and the next hop", "허브와 라우터, 그리고 다음 홉", 12, ["address"], ["A2", "A7"]),
  lesson(
    "resolver",
    "Asking for an address",
    "주소를 물어보는 리졸버",
    10,
    ["routers"],
    ["A1", "D1", "D2", "D3", "S2", "S11"],
  ),
  lesson("records", "What DNS servers keep", "DNS 서버에 등록된 것", 12, ["resolver"], ["D4", "D5", "D6", "D7"]),
  lesson(
    "walk",
    "From the root down to the server that knows",
    "루트에서 답을 아는 서버까지 내려가기",
    14,
    ["resolver", "records"],
    ["A6", "D8", "D9", "D10", "D11", "D12", "D13", "D14", "T2", "S12"],
  ),
  lesson("sockets", "Sockets and pipes", "소켓과 파이프", 9, ["resolver"], ["S1", "S3", "S4", "S5", "S6"]),
  lesson("handshake", "Three segments", "세그먼트 세 개", 10, ["sockets"], ["T1"]),
  lesson("journey", "The journey of a URL", "URL 하나의 여행", 25, [], ["T7"]),
  lesson("fails", "When it fails", "실패할 때", 120, ["handshake", "journey"], []),
];

/** Done, due again, begun, found by a placement, next and later: all of them. */
export const courseMap: LearnerMap = learnerMap(
  course,
  joinEvents(noProgress, [
    answered("url", true, 1),
    answered("request", true, 2),
    { t: "2026-11-22T10:00:03.000Z", window: "w", lesson: "request", seconds: 700 },
    { t: "2026-11-22T10:00:04.000Z", placed: ["address", "routers"], points: ["A2", "A3"] },
    answered("resolver", true, 5),
    answered("response", false, 6),
  ]),
  [{ lesson: "request", beat: "asked" }],
);

/** The same with nothing begun, so that one is to begin. */
export const freshMap: LearnerMap = learnerMap(course, noProgress, []);
