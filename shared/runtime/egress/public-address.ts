import { BlockList, isIPv4, isIPv6 } from "node:net";

/** IPv4 that is not the public internet: IANA's special-purpose registry, multicast, and Azure's host agent. */
const specialIPv4: [string, number][] = [
  ["0.0.0.0", 8],
  ["10.0.0.0", 8],
  ["100.64.0.0", 10],
  ["127.0.0.0", 8],
  ["168.63.129.16", 32],
  ["169.254.0.0", 16],
  ["172.16.0.0", 12],
  ["192.0.0.0", 24],
  ["192.0.2.0", 24],
  ["192.88.99.0", 24],
  ["192.168.0.0", 16],
  ["198.18.0.0", 15],
  ["198.51.100.0", 24],
  ["203.0.113.0", 24],
  ["224.0.0.0", 4],
  ["240.0.0.0", 4],
];

/** Within 2000::/3: protocol assignments with Teredo and ORCHID, documentation, 6to4. */
const specialIPv6: [string, number][] = [
  ["2001::", 23],
  ["2001:db8::", 32],
  ["2002::", 16],
  ["3fff::", 20],
];

const special4 = new BlockList();
for (const [net, prefix] of specialIPv4) special4.addSubnet(net, prefix, "ipv4");
const special6 = new BlockList();
for (const [net, prefix] of specialIPv6) special6.addSubnet(net, prefix, "ipv6");
/** All that is assigned for unicast; what embeds an IPv4 address (mapped, compatible, NAT64) or a scope lies outside. */
const global6 = new BlockList();
global6.addSubnet("2000::", 3, "ipv6");

/**
 * Whether an IP address, as a resolver gives it, is one of the public internet.
 * https://www.iana.org/assignments/iana-ipv4-special-registry https://www.iana.org/assignments/iana-ipv6-special-registry
 */
export function isPublicAddress(address: string): boolean {
  if (isIPv4(address)) return !special4.check(address, "ipv4");
  if (!isIPv6(address) || address.includes("%")) return false;
  return global6.check(address, "ipv6") && !special6.check(address, "ipv6");
}
