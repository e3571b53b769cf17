/** Which addresses are called for a team: public ones, whatever their name, their spelling or their family. */
import { describe, expect, it } from "@effect/vitest"
import { Schema } from "effect"
import { AllowedNetworks, FromText, isPublic, mayCall, problemOf } from "../src/webhooks/WebhookAddress.ts"

const none = new AllowedNetworks([])
const networks = Schema.decodeUnknownSync(FromText)

const refused = {
  "this network": ["0.0.0.0", "0.1.2.3"],
  private: ["10.0.0.1", "10.255.255.255", "172.16.0.1", "172.31.255.255", "192.168.0.1", "192.168.255.255"],
  "shared by carriers": ["100.64.0.1", "100.127.255.255", "100.100.100.200"],
  loopback: ["127.0.0.1", "127.255.255.254", "::1", "::"],
  "link-local": ["169.254.0.1", "169.254.255.255", "fe80::1", "fe80::1%eth0", "febf::1"],
  "metadata of clouds": ["169.254.169.254", "169.254.170.2", "168.63.129.16", "192.0.0.192", "fd00:ec2::254"],
  documentation: ["192.0.2.1", "198.51.100.7", "203.0.113.9", "2001:db8::1", "3fff::1"],
  special: ["192.0.0.1", "192.88.99.1", "198.18.0.1", "198.19.255.255", "192.175.48.1"],
  "multicast, reserved, broadcast": ["224.0.0.1", "239.1.1.1", "240.0.0.1", "255.255.255.255", "ff02::1"],
  "unique local": ["fc00::1", "fd12:3456:789a::1", "fec0::1"],
  "IPv4 in disguise": [
    "::ffff:127.0.0.1",
    "::ffff:7f00:1",
    "::ffff:10.0.0.1",
    "::ffff:8.8.8.8",
    "::127.0.0.1",
    "64:ff9b::7f00:1",
    "64:ff9b:1::a00:1",
    "2002:7f00:1::",
    "2002:a00:1::1",
    "2001:0:4136:e378:8000:63bf:3fff:fdd2"
  ],
  "no addresses": ["", "localhost", "example.com", "1.2.3", "0x7f000001", "2130706433", "127.1", "::ffff:1.2.3.4.5"]
}

const taken = ["1.1.1.1", "8.8.8.8", "100.63.255.255", "100.128.0.1", "172.15.255.255", "172.32.0.1", "192.169.0.1"]
const takenOfSix = ["2606:4700:4700::1111", "2001:4860:4860::8888", "2a00:1450:4001::200e", "2400:cb00::1"]

describe("addresses that a team's webhooks lead to", () => {
  for (const [kind, addresses] of Object.entries(refused)) {
    it.each(addresses)(`are not called where they are ${kind}: %s`, (address) => {
      expect(isPublic(address)).toBe(false)
      expect(mayCall(address, "https:", none)).toBe(false)
      expect(mayCall(address, "http:", none)).toBe(false)
    })
  }

  it.each([...taken, ...takenOfSix])("are called where they are public, and over TLS alone: %s", (address) => {
    expect(mayCall(address, "https:", none)).toBe(true)
    expect(mayCall(address, "http:", none)).toBe(false)
  })

  it("are called where the configuration allows it, and in plain text there alone", () => {
    const allowed = networks("10.1.0.0/16, fd12:3456::/32")
    for (const address of ["10.1.2.3", "::ffff:10.1.2.3", "fd12:3456:1::1"]) {
      expect(mayCall(address, "http:", allowed), address).toBe(true)
      expect(mayCall(address, "https:", allowed), address).toBe(true)
    }
    for (const address of ["10.2.0.1", "127.0.0.1", "169.254.169.254", "fd12:3457::1", "8.8.8.8"]) {
      expect(mayCall(address, "http:", allowed), address).toBe(false)
    }
    expect(mayCall("8.8.8.8", "https:", allowed)).toBe(true)
  })

  it.each(["10.1.0.0", "10.1.0.0/33", "10.1.0.0/x", "10.1/16", "fd12::/129", "net/8", "10.1.0.0/16,", "10.0.0.0/8/8"])(
    "are allowed by networks alone, and this is none: %s",
    (text) => {
      expect(() => networks(text)).toThrow()
    }
  )

  it.each([
    ["https://127.0.0.1/", "public"],
    ["https://127.1/", "public"],
    ["https://2130706433/", "public"],
    ["https://0x7f.0.0.1/", "public"],
    ["https://0177.0.0.1/", "public"],
    ["https://0/", "public"],
    ["https://[::1]/", "public"],
    ["https://[::ffff:127.0.0.1]:443/", "public"],
    ["https://[fe80::1]/", "public"],
    ["https://169.254.169.254/latest/meta-data/", "public"],
    ["https://１２７.0.0.1/", "public"],
    ["https://127。0。0。1/", "public"],
    ["http://8.8.8.8/", "https"],
    ["http://example.com/", "https"],
    ["gopher://example.com/", "https"],
    ["file:///etc/passwd", "https"],
    ["https://user@example.com/", "user name"],
    ["https://:secret@example.com/", "user name"],
    ["https://example.com/#x", "fragment"],
    ["https://example.com/#", "fragment"],
    ["https://", "URL"],
    ["https://exa mple.com/", "URL"]
  ])("are refused when they are told, where that can be seen: %s", (url, why) => {
    expect(problemOf(url, none)).toContain(why)
  })

  it.each(["https://example.com/", "https://example.com:8443/a?b=c", "https://8.8.8.8/", "https://localhost/"])(
    "are taken when they are told, as far as that can be seen: %s",
    (url) => {
      expect(problemOf(url, none)).toBeUndefined()
    }
  )
})
