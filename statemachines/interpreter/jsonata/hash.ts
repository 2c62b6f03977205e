/**
 * Digests for `$hash` and `States.Hash`, in plain TypeScript because the core has no `node:crypto`.
 * Sources: RFC 1321 (MD5), FIPS 180-4 (SHA-1, SHA-2). For naming and comparing data, not for keeping secrets.
 */
export type HashAlgorithm = "MD5" | "SHA-1" | "SHA-256" | "SHA-384" | "SHA-512";

const ALGORITHMS: Readonly<Record<HashAlgorithm, (bytes: Uint8Array) => string>> = {
  MD5: md5,
  "SHA-1": sha1,
  "SHA-256": sha256,
  "SHA-384": (bytes) => sha512(bytes, 8).slice(0, 96),
  "SHA-512": (bytes) => sha512(bytes, 0),
};

export function isHashAlgorithm(name: string): name is HashAlgorithm {
  return Object.hasOwn(ALGORITHMS, name);
}

/** The digest of a text's UTF-8 bytes as lower-case hexadecimal digits. */
export function hashText(text: string, algorithm: HashAlgorithm): string {
  return ALGORITHMS[algorithm](new TextEncoder().encode(text));
}

/** Appends the bit `1`, zeroes, and the length in bits, up to a multiple of `block` bytes. */
function pad(bytes: Uint8Array, block: number, lengthBytes: number, littleEndian: boolean): DataView {
  const size = Math.ceil((bytes.length + 1 + lengthBytes) / block) * block;
  const padded = new Uint8Array(size);
  padded.set(bytes);
  padded[bytes.length] = 0x80;
  const view = new DataView(padded.buffer);
  view.setBigUint64(littleEndian ? size - lengthBytes : size - 8, BigInt(bytes.length) * 8n, littleEndian);
  return view;
}

const rotate = (word: number, bits: number) => (word << bits) | (word >>> (32 - bits));
const hex32 = (word: number) => (word >>> 0).toString(16).padStart(8, "0");

const MD5_SHIFTS = [7, 12, 17, 22, 5, 9, 14, 20, 4, 11, 16, 23, 6, 10, 15, 21];
const MD5_SINES = Array.from({ length: 64 }, (_, index) =>
  Math.floor(Math.abs(Math.sin(index + 1)) * 2 ** 32),
);

function md5(bytes: Uint8Array): string {
  const view = pad(bytes, 64, 8, true);
  const state = [0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476];
  for (let offset = 0; offset < view.byteLength; offset += 64) md5Block(state, view, offset);
  const out = new DataView(new ArrayBuffer(16));
  state.forEach((word, index) => out.setUint32(index * 4, word, true));
  return [0, 4, 8, 12].map((offset) => hex32(out.getUint32(offset))).join("");
}

function md5Block(state: number[], view: DataView, offset: number): void {
  let [a, b, c, d] = state as [number, number, number, number];
  for (let index = 0; index < 64; index++) {
    const [mix, word] = md5Round(index, b, c, d);
    const sum = (a + mix + MD5_SINES[index]! + view.getUint32(offset + word * 4, true)) | 0;
    const shift = MD5_SHIFTS[(index >> 4) * 4 + (index & 3)]!;
    [a, d, c, b] = [d, c, b, (b + rotate(sum, shift)) | 0];
  }
  [a, b, c, d].forEach((word, index) => (state[index] = (state[index]! + word) | 0));
}

function md5Round(index: number, b: number, c: number, d: number): [number, number] {
  if (index < 16) return [(b & c) | (~b & d), index];
  if (index < 32) return [(d & b) | (~d & c), (5 * index + 1) % 16];
  if (index < 48) return [b ^ c ^ d, (3 * index + 5) % 16];
  return [c ^ (b | ~d), (7 * index) % 16];
}

function sha1(bytes: Uint8Array): string {
  const view = pad(bytes, 64, 8, false);
  const state = [0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0];
  const words = new Int32Array(80);
  for (let offset = 0; offset < view.byteLength; offset += 64) {
    for (let index = 0; index < 80; index++) {
      words[index] =
        index < 16
          ? view.getInt32(offset + index * 4)
          : rotate(words[index - 3]! ^ words[index - 8]! ^ words[index - 14]! ^ words[index - 16]!, 1);
    }
    sha1Block(state, words);
  }
  return state.map(hex32).join("");
}

function sha1Block(state: number[], words: Int32Array): void {
  let [a, b, c, d, e] = state as [number, number, number, number, number];
  for (let index = 0; index < 80; index++) {
    const mix =
      index < 20 ? (b & c) | (~b & d) : index >= 40 && index < 60 ? (b & c) | (b & d) | (c & d) : b ^ c ^ d;
    const constant = [0x5a827999, 0x6ed9eba1, 0x8f1bbcdc, 0xca62c1d6][Math.floor(index / 20)]!;
    const next = (rotate(a, 5) + mix + e + constant + words[index]!) | 0;
    [e, d, c, b, a] = [d, c, rotate(b, 30), a, next];
  }
  [a, b, c, d, e].forEach((word, index) => (state[index] = (state[index]! + word) | 0));
}

/** The first `count` primes; SHA-2's constants are the fractions of their roots. */
function primes(count: number): bigint[] {
  const found: bigint[] = [];
  for (let candidate = 2n; found.length < count; candidate++) {
    if (found.every((prime) => candidate % prime !== 0n)) found.push(candidate);
  }
  return found;
}

/** The first 64 bits of the fraction of the `degree`th root, exactly: the integer root of `value * 2^(64 * degree)`. */
function rootFraction(value: bigint, degree: 2 | 3): bigint {
  const scaled = value << BigInt(64 * degree);
  let low = 0n;
  let high = 1n << 80n;
  while (high - low > 1n) {
    const middle = (low + high) >> 1n;
    if (middle ** BigInt(degree) <= scaled) low = middle;
    else high = middle;
  }
  return low & WORD_64;
}

const WORD_64 = (1n << 64n) - 1n;
const PRIMES = primes(80);
const CONSTANTS_64 = PRIMES.map((prime) => rootFraction(prime, 3));
const CONSTANTS_32 = Int32Array.from(CONSTANTS_64.slice(0, 64), (constant) => Number(constant >> 32n));
const INITIAL_64 = PRIMES.slice(0, 16).map((prime) => rootFraction(prime, 2));

function sha256(bytes: Uint8Array): string {
  const view = pad(bytes, 64, 8, false);
  const state = Int32Array.from(INITIAL_64.slice(0, 8), (word) => Number(word >> 32n));
  const words = new Int32Array(64);
  for (let offset = 0; offset < view.byteLength; offset += 64) {
    for (let index = 0; index < 64; index++) {
      words[index] = index < 16 ? view.getInt32(offset + index * 4) : sha256Word(words, index);
    }
    sha256Block(state, words);
  }
  return Array.from(state, hex32).join("");
}

const right = (word: number, bits: number) => (word >>> bits) | (word << (32 - bits));

function sha256Word(words: Int32Array, index: number): number {
  const [early, late] = [words[index - 15]!, words[index - 2]!];
  const first = right(early, 7) ^ right(early, 18) ^ (early >>> 3);
  const second = right(late, 17) ^ right(late, 19) ^ (late >>> 10);
  return (words[index - 16]! + first + words[index - 7]! + second) | 0;
}

function sha256Block(state: Int32Array, words: Int32Array): void {
  let [a, b, c, d, e, f, g, h] = state as unknown as number[] as [
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  for (let index = 0; index < 64; index++) {
    const first =
      (h +
        (right(e, 6) ^ right(e, 11) ^ right(e, 25)) +
        ((e & f) ^ (~e & g)) +
        CONSTANTS_32[index]! +
        words[index]!) |
      0;
    const second = ((right(a, 2) ^ right(a, 13) ^ right(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    [h, g, f, e, d, c, b, a] = [g, f, e, (d + first) | 0, c, b, a, (first + second) | 0];
  }
  [a, b, c, d, e, f, g, h].forEach((word, index) => (state[index] = (state[index]! + word) | 0));
}

/** SHA-512; SHA-384 is the same from other initial values (`firstPrime` 8), cut. */
function sha512(bytes: Uint8Array, firstPrime: number): string {
  const view = pad(bytes, 128, 16, false);
  const state = INITIAL_64.slice(firstPrime, firstPrime + 8);
  for (let offset = 0; offset < view.byteLength; offset += 128) {
    const words: bigint[] = [];
    for (let index = 0; index < 80; index++) {
      words.push(index < 16 ? view.getBigUint64(offset + index * 8) : sha512Word(words, index));
    }
    sha512Block(state, words);
  }
  return state.map((word) => word.toString(16).padStart(16, "0")).join("");
}

const right64 = (word: bigint, bits: bigint) => ((word >> bits) | (word << (64n - bits))) & WORD_64;

function sha512Word(words: bigint[], index: number): bigint {
  const [early, late] = [words[index - 15]!, words[index - 2]!];
  const first = right64(early, 1n) ^ right64(early, 8n) ^ (early >> 7n);
  const second = right64(late, 19n) ^ right64(late, 61n) ^ (late >> 6n);
  return (words[index - 16]! + first + words[index - 7]! + second) & WORD_64;
}

function sha512Block(state: bigint[], words: bigint[]): void {
  let [a, b, c, d, e, f, g, h] = state as [bigint, bigint, bigint, bigint, bigint, bigint, bigint, bigint];
  for (let index = 0; index < 80; index++) {
    const mixed = right64(e, 14n) ^ right64(e, 18n) ^ right64(e, 41n);
    const first =
      (h + mixed + ((e & f) ^ (~e & WORD_64 & g)) + CONSTANTS_64[index]! + words[index]!) & WORD_64;
    const second =
      ((right64(a, 28n) ^ right64(a, 34n) ^ right64(a, 39n)) + ((a & b) ^ (a & c) ^ (b & c))) & WORD_64;
    [h, g, f, e, d, c, b, a] = [g, f, e, (d + first) & WORD_64, c, b, a, (first + second) & WORD_64];
  }
  [a, b, c, d, e, f, g, h].forEach((word, index) => (state[index] = (state[index]! + word) & WORD_64));
}
