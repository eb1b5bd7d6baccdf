/** The beginning of a lesson: its files, with every part there once and comments that explain. */

/** File name to text. `slug` is the lesson's name. */
export const skeleton = (slug: string): ReadonlyMap<string, string> =>
  new Map([
    ["lesson.yaml", lesson(slug)],
    ["world.yaml", world],
    ["en.md", english],
    ["ko.md", korean],
  ]);

/** A lesson's name made of any name: `My lesson 2` is `my-lesson-2`. */
export function slugOf(name: string): string {
  const words = name.toLowerCase().match(/[a-z0-9]+/g) ?? [];
  const slug = words.join("-");
  return slug === "" ? "my-lesson" : /^[a-z]/.test(slug) ? slug : `lesson-${slug}`;
}

const lesson = (slug: string): string => `# yaml-language-server: $schema=lesson.schema.json
# What happens (acts), and where one stops to look at it (beats). The words stand in en.md and ko.md.
slug: ${slug}
world: world          # world.yaml beside this file; the built-in one is called internet
profile: textbook     # how hosts behave: textbook or linux
seed: 1               # another seed, other chances: ports, sequence numbers
http: "1.1"

# What is done, and when. Everything else follows from it.
acts:
  - { at: 0ms, host: client, open: "http://www.school.example/" }

beats:
  # A beat stands where its \`until\` fits first, after the beat before it.
  - id: query
    until: { fact: dns-query-received, by: dns }
    show: [ladder, packet]            # panes, the most important one first
    point: dns.queries.0.name         # the field that is marked in the packet
    let:                              # values for {name} and {server} in the words: found in the run, never typed
      name: { last: { fact: dns-query-received }, take: name }
      server: { last: { fact: dns-query-received }, take: by }

  - id: answer
    until: { fact: name-resolved, by: client }
    show: [ladder, sockets]
    let:
      address: { last: { fact: name-resolved, by: client }, take: address }
      port: { next: { frame: tcp, from: client }, take: tcp.dstport }
    # A question: its answer is taken from what happens next. \`wrong\` are mistakes that get a reply of their own.
    ask:
      value: number
      answer: { let: port }
      wrong:
        dns: { last: { frame: dns, from: client }, take: udp.dstport }

  - id: page
    until: { fact: page-loaded, by: client }
    show: [ladder, http]
    let:
      status: { last: { fact: page-loaded, by: client }, take: status }
    # A task: what the learner may do, what must come of it, and a way to get there.
    try:
      allow:
        stop: { stop: web }
        again: { host: client, open: "http://www.school.example/" }
        missing: { host: client, open: "http://www.school.example/missing.html" }
      goal: { fact: page-failed, by: client }
      solution: [stop, again]
`;

const world = `# yaml-language-server: $schema=world.schema.json
# One subnet: a PC, a DNS server and a web server at one switch.
devices:
  client:
    kind: host
    ports: { eth0: 192.168.0.10/24 }
    nameservers: [192.168.0.53]
    programs:
      browser: { run: browser }
  lan: { kind: switch }
  dns:
    kind: host
    ports: { eth0: 192.168.0.53/24 }
    programs:
      named:
        run: authoritative
        zones:
          school.example: |
            $TTL 300
            @ IN SOA ns hostmaster 1 3600 900 604800 60
            @ IN NS ns
            ns IN A 192.168.0.53
            www IN A 192.168.0.80
  web:
    kind: host
    ports: { eth0: 192.168.0.80/24 }
    programs:
      httpd:
        run: http-server
        site:
          documents:
            /index.html: { title: School, bytes: 600 }

links:
  - { join: [client.eth0, lan.1], delay: 1ms, rate: 1Gbit/s }
  - { join: [dns.eth0, lan.2], delay: 1ms, rate: 1Gbit/s }
  - { join: [web.eth0, lan.3], delay: 1ms, rate: 1Gbit/s }
`;

const english = `# A page from next door
From a name to a page, in a network of three machines.

## query
The browser wants \`{name}\`, but packets need an address. So the client asks \`{server}\`, its DNS server. Look at the name in the packet.

## answer
The answer is {address}. Now the client can open a connection.

### ask
To which port of the web server will it connect?

### hint 1
The URL names none, so it is the usual one of HTTP.

### wrong dns
There a DNS server listens. The web server has a port of its own.

### right
Without a port in the URL, HTTP means port {port}.

## page
The page is there: status {status}. **What if nobody had answered?**

### try
Make the page fail to load.

### do stop
Switch the web server off

### do again
Open the page once more

### do missing
Open a page that is not there

### hint 1
A page that is not there is still an answer: 404.

### done
Nobody answered at that address, so the browser gave up.

## summary
- A **name** becomes an address by a question to a DNS server.
- The port comes from the URL, or from its scheme.
- A page that is not there and a server that is not there are two different things.
`;

const korean = `# 옆자리에서 온 페이지
컴퓨터 세 대의 네트워크에서 이름이 페이지가 되기까지입니다.

## query
브라우저는 \`{name}\`을 원하지만 패킷에는 주소가 필요합니다. 그래서 클라이언트는 자기 DNS 서버인 \`{server}\`에 묻습니다. 패킷에서 이름을 찾아보십시오.

## answer
답은 {address}입니다. 이제 클라이언트는 접속할 수 있습니다.

### ask
웹 서버의 몇 번 포트에 접속합니까?

### hint 1
URL에 포트가 없으므로 HTTP의 기본 포트를 씁니다.

### wrong dns
그 포트에서는 DNS 서버가 기다립니다. 웹 서버의 포트는 따로 있습니다.

### right
URL에 포트가 없으면 HTTP는 {port}번 포트를 뜻합니다.

## page
페이지가 왔습니다. 상태 코드는 {status}입니다. **아무도 답하지 않았다면 어떻게 됩니까?**

### try
페이지를 읽지 못하게 만들어 보십시오.

### do stop
웹 서버를 끕니다

### do again
페이지를 다시 엽니다

### do missing
없는 페이지를 엽니다

### hint 1
없는 페이지에도 404라는 답은 옵니다.

### done
그 주소에서 아무도 답하지 않아 브라우저가 포기했습니다.

## summary
- **이름**은 DNS 서버에 물어서 주소가 됩니다.
- 포트는 URL에 있거나 스킴에서 정해집니다.
- 페이지가 없는 것과 서버가 없는 것은 다릅니다.
`;
