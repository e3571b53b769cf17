/**
 * Which addresses a team may have us call: public ones, and those that the configuration allows.
 *
 * A name says nothing, since whoever owns it may have it lead anywhere, and elsewhere a moment later. So what is judged is
 * the address that the connection is then made to.
 *
 * @module
 */
import { BlockList, isIP } from "node:net"
import { Effect, Schema, SchemaIssue, SchemaTransformation } from "effect"

type Family = "ipv4" | "ipv6"

const familyOf = (address: string): Family | undefined => {
  // What is bound to an interface of ours ("fe80::1%eth0") is no address of others'.
  const version = address.includes("%") ? 0 : isIP(address)
  return version === 0 ? undefined : version === 4 ? "ipv4" : "ipv6"
}

const listOf = (subnets: ReadonlyArray<readonly [address: string, prefix: number]>): BlockList => {
  const list = new BlockList()
  for (const [address, prefix] of subnets) list.addSubnet(address, prefix, familyOf(address))
  return list
}

/** What IANA's registry of special-purpose addresses has that is not reachable by everybody, and clouds' own besides. */
const special = listOf([
  ["0.0.0.0", 8],
  ["10.0.0.0", 8],
  ["100.64.0.0", 10],
  ["127.0.0.0", 8],
  // Link-local, where most clouds answer with the machine's credentials.
  ["169.254.0.0", 16],
  ["172.16.0.0", 12],
  ["192.0.0.0", 24],
  ["192.0.2.0", 24],
  ["192.31.196.0", 24],
  ["192.52.193.0", 24],
  ["192.88.99.0", 24],
  ["192.168.0.0", 16],
  ["192.175.48.0", 24],
  ["198.18.0.0", 15],
  ["198.51.100.0", 24],
  ["203.0.113.0", 24],
  // Multicast, reserved, broadcast.
  ["224.0.0.0", 3],
  // A public address that means the machine's host in one cloud.
  ["168.63.129.16", 32],
  // Teredo, benchmarks, ORCHID and others of IETF's.
  ["2001::", 23],
  ["2001:db8::", 32],
  // 6to4: an IPv4 address in disguise.
  ["2002::", 16],
  ["2620:4f:8000::", 48],
  ["3fff::", 20]
])

/** The only part of IPv6 that is given out: loopback, local, link-local, mapped and translated addresses lie outside. */
const globalUnicast = listOf([["2000::", 3]])

/** Networks that may be called although they are not public. */
export class AllowedNetworks {
  readonly #list: BlockList
  readonly isEmpty: boolean

  constructor(subnets: ReadonlyArray<readonly [address: string, prefix: number]>) {
    this.#list = listOf(subnets)
    this.isEmpty = subnets.length === 0
  }

  has(address: string): boolean {
    const family = familyOf(address)
    return family !== undefined && this.#list.check(address, family)
  }
}

const subnet = (text: string): readonly [string, number] | undefined => {
  const [address = "", prefix = "", ...rest] = text.trim().split("/")
  const family = familyOf(address)
  const bits = /^\d{1,3}$/.test(prefix) ? Number(prefix) : Number.NaN
  return family === undefined || rest.length > 0 || !(bits <= (family === "ipv4" ? 32 : 128))
    ? undefined
    : [address, bits]
}

/** Comma-separated networks, `10.1.0.0/16`; an empty text is none. */
export const FromText = Schema.String.pipe(
  Schema.decodeTo(
    Schema.declare((u): u is AllowedNetworks => u instanceof AllowedNetworks),
    SchemaTransformation.transformEffect<AllowedNetworks, string>({
      decode: (text) => {
        const subnets = (text === "" ? [] : text.split(",")).map(subnet)
        const known = subnets.filter((each) => each !== undefined)
        return known.length === subnets.length
          ? Effect.succeed(new AllowedNetworks(known))
          : Effect.fail(new SchemaIssue.InvalidValue({ expected: "networks, comma-separated" }))
      },
      encode: () => Effect.succeed("")
    })
  )
)

/** Whether an address is one that everybody may reach. */
export const isPublic = (address: string): boolean => {
  const family = familyOf(address)
  if (family === undefined || special.check(address, family)) return false
  return family === "ipv4" || globalUnicast.check(address, family)
}

/** Whether an address may be called, in plain text or not: what is not encrypted stays in networks of our own. */
export const mayCall = (address: string, protocol: string, allowed: AllowedNetworks): boolean =>
  allowed.has(address) || (protocol === "https:" && isPublic(address))

/** The host of a URL as connections know it: an IPv6 address has no brackets there. */
export const hostOf = ({ hostname }: URL): string => hostname.replace(/^\[(.*)\]$/, "$1")

/** What is wrong with a URL that a team gives, as far as that can be told without asking anybody where its name leads. */
export const problemOf = (text: string, allowed: AllowedNetworks): string | undefined => {
  if (!URL.canParse(text)) return "must be a URL"
  const url = new URL(text)
  if (url.protocol !== "https:" && (url.protocol !== "http:" || allowed.isEmpty)) return "must begin with https://"
  if (url.username !== "" || url.password !== "") return "must have no user name and no password"
  if (url.hash !== "" || text.includes("#")) return "must have no fragment"
  const host = hostOf(url)
  if (isIP(host) !== 0 && !mayCall(host, url.protocol, allowed)) return "must lead to a public address"
  return undefined
}
