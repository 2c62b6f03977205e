/**
 * JMESPath's operations as JSONata functions. They differ from JSONata's own in that an array is never unwrapped or
 * mapped over, a missing value is null, and a wrong type is an error where JMESPath says so.
 *
 * `$append([], x[])` is the idiom for a plain array: `[]` keeps a sequence of one from being unwrapped, an empty sequence is
 * nothing and adds nothing, and `$append` copies the elements out of the sequence.
 */
const HELPERS = {
  field: "function($v, $k) { $type($v) = 'object' and $k in $keys($v) ? $lookup($v, $k) : null }",
  index: "function($v, $i) { $type($v) = 'array' and $i < $count($v) and -$i <= $count($v) ? $v[$i] : null }",
  // With $back the bounds and the step are those of the reversed array.
  slice: `function($v, $start, $stop, $step, $back) { $type($v) = 'array' ? (
    $n := $count($v);
    $from := $start < 0 ? $max([0, $n + $start]) : $start;
    $to := $stop < 0 ? $n + $stop : $stop;
    $append([], $filter($back ? $reverse($v) : $v, function($x, $i) {
      $i >= $from and $i < $to and ($i - $from) % $step = 0
    })[])) : null }`,
  flatten:
    "function($v) { $type($v) = 'array' ? $reduce($v, function($a, $x) { $append($a, $x) }, []) : null }",
  values: "function($v) { $type($v) = 'object' ? $append([], $each($v, function($x) { $x })[]) : null }",
  project: `function($v, $f) { $type($v) = 'array'
    ? $append([], $map($v, function($x) { ($r := $f($x); $r != null ? $r) })[]) : null }`,
  truth: "function($v) { $boolean($v) or $type($v) = 'number' or $type($v) = 'array' and $count($v) > 0 }",
  // An element of an array constructor, which takes arrays apart by one level.
  item: "function($v) { $type($v) = 'array' ? [[$v]] : $v }",
  // JSONata's = takes an array for an object with the same entries and a length.
  equal: `function($a, $b) { $a = $b and $type($a) = $type($b) and (
    $type($a) = 'array' ? $not(false in $append([], $map($a, function($x, $i) { $jp_equal($x, $b[$i]) })[]))
    : $type($a) = 'object' ? $not(false in $append([], $each($a, function($x, $k) { $jp_equal($x, $lookup($b, $k)) })[]))
    : true) }`,
  less: "function($a, $b) { $type($a) = 'number' and $type($b) = 'number' ? $a < $b : null }",
  at_most: "function($a, $b) { $type($a) = 'number' and $type($b) = 'number' ? $a <= $b : null }",
  expect: "function($v, $t) { $type($v) = $t ? $v : $error($t & ' expected, ' & $type($v) & ' found') }",
  length: `function($v) { $type($v) = 'string' ? $length($v) : $type($v) = 'object' ? $count($keys($v))
    : $count($jp_expect($v, 'array')) }`,
  keys: "function($v) { $append([], $keys($jp_expect($v, 'object'))[]) }",
  to_array: "function($v) { $type($v) = 'array' ? $v : [$v] }",
  average: "function($v) { $count($jp_expect($v, 'array')) = 0 ? null : $average($v) }",
  // A character is a code point: surrogates stay together.
  reverse: `function($v) { $type($v) = 'string'
    ? $join($reverse($append([], $match($v, /[\\uD800-\\uDBFF][\\uDC00-\\uDFFF]|[\\s\\S]/).match)), '')
    : $reverse($jp_expect($v, 'array')) }`,
  starts_with: "function($s, $p) { $contains($s, $p) and $substringBefore($s, $p) = '' }",
  ends_with: "function($s, $p) { $substring($s, $length($s) - $length($p)) = $p }",
  contains: `function($v, $x) { $type($v) = 'string' ? $type($x) = 'string' and $contains($v, $x)
    : $x in $jp_expect($v, 'array') }`,
  contains_equal: `function($v, $x) { $type($v) = 'array'
    ? true in $append([], $map($v, function($y) { $jp_equal($x, $y) })[]) : $jp_contains($v, $x) }`,
  first: "function($v) { ($r := $filter($v, function($x) { $x != null })[0]; $exists($r) ? $r : null) }",
  // Elements with their sort keys, which are all numbers or all strings (by rank: see there).
  keyed: `function($v, $f) { (
    $d := $append([], $map($jp_expect($v, 'array'), function($x) { {'key': $jp_rank($f($x)), 'value': $x} })[]);
    $t := $distinct($append([], $map($d, function($x) { $type($x.key) })[]));
    $t = [] or $t = ['number'] or $t = ['string'] ? $d : $error('numbers or strings expected')) }`,
  // Strings are ordered by code point, JavaScript's are by UTF-16 unit: surrogates move behind everything else.
  rank: `function($k) { $type($k) = 'string' ? $replace($k, /[\\uD800-\\uDBFF\\uFFFF]/, function($m) {
    $m.match = '\\uFFFF' ? '\\uFFFF ' : '\\uFFFF' & $m.match }) : $k }`,
  sort_by: `function($v, $f) { $append([], $map(
    $sort($jp_keyed($v, $f), function($a, $b) { $a.key > $b.key }),
    function($x) { $x.value })[]) }`,
  max_by: `function($v, $f) { ($d := $jp_keyed($v, $f); $d = [] ? null : $reduce($d, function($a, $b) {
    $b.key > $a.key ? $b : $a }).value) }`,
  min_by: `function($v, $f) { ($d := $jp_keyed($v, $f); $d = [] ? null : $reduce($d, function($a, $b) {
    $b.key < $a.key ? $b : $a }).value) }`,
  // As JavaScript's Number(text), but for infinity, which is not JSON.
  to_number: `function($v) { $type($v) = 'number' ? $v : $type($v) != 'string' ? null : (
    $g := $match($v, /^\\s*([-+]?)(?:([0-9]+)\\.?([0-9]*)|\\.([0-9]+))([eE][-+]?[0-9]+)?\\s*$/)[0].groups;
    $exists($g) ? $number(($g[0] = '-' ? '-' : '') & '0' & $g[1] & '.' & $g[2] & $g[3] & '0' & $g[4])
    : $contains($v, /^\\s*$/) ? 0
    : $contains($v, /^\\s*0([xX][0-9a-fA-F]+|[oO][0-7]+|[bB][01]+)\\s*$/) ? $number($replace($v, /\\s+/, ''))
    : null) }`,
  to_string: "function($v) { $type($v) = 'string' ? $v : $jp_json($v) }",
  json: `function($v) { $type($v) = 'number' ? $jp_digits($v)
    : $type($v) = 'array' ? '[' & $join($append([], $map($v, $jp_json)[]), ',') & ']'
    : $type($v) = 'object' ? '{' & $join($append([], $each($v, function($x, $k) {
      $jp_json($k) & ':' & $jp_json($x) })[]), ',') & '}'
    : $type($v) = 'string' ? ($t := $string([$v]); $substring($t, 1, $length($t) - 2))
    : $string($v) }`,
  // $string rounds to 15 digits, $formatBase writes integers in full.
  digits: `function($n) { $n = $floor($n) ? $formatBase($n)
    : $number($string($n)) = $n ? $string($n)
    : ($n < 0 ? '-' : '') & $jp_shortest($abs($n)) }`,
  // The shortest decimal that reads as $x, a fraction that needs 16 or 17 digits: its exact expansion, rounded. The
  // fraction is kept in limbs of 24 bits, which are multiplied by ten without loss; a last digit 1 stands for a rest.
  shortest: `function($x) { (
    $limbs := function($f) { $f = 0 ? [] : ($s := $f * 16777216; $append([$floor($s)], $limbs($s - $floor($s)))) };
    $times10 := function($l) { $reduce($reverse($l), function($a, $d) { (
      $t := $d * 10 + $a.carry;
      {'carry': $floor($t / 16777216), 'limbs': $append([$t % 16777216], $a.limbs)}
    ) }, {'carry': 0, 'limbs': []}) };
    $expand := function($l, $digits, $scale) {
      $sum($l) = 0 ? {'digits': $digits, 'scale': $scale}
      : $length($digits) > 18 ? {'digits': $digits & '1', 'scale': $scale + 1}
      : ($s := $times10($l);
        $expand($s.limbs, $digits = '' and $s.carry = 0 ? '' : $digits & $s.carry, $scale + 1)) };
    $e := $expand($limbs($x - $floor($x)), $floor($x) = 0 ? '' : $formatBase($floor($x)), 0);
    $increment := function($s) { (
      $t := $formatBase($number($substring($s, 8)) + 1);
      $length($t) > $length($s) - 8 ? $formatBase($number($substring($s, 0, 8)) + 1) & $substring($t, 1)
      : $substring($s, 0, 8) & $pad($t, 8 - $length($s), '0')) };
    $round := function($n) { (
      $power := $length($e.digits) - $n - $e.scale;
      $down := $substring($e.digits, 0, $n);
      $rest := $substring($e.digits, $n);
      $up := $increment($down);
      $near := $rest > '5' or $rest = '5' and $number($substring($down, -1)) % 2 = 1 ? $up : $down;
      $far := $near = $up ? $down : $up;
      $s := $number($near & 'e' & $power) = $x ? $near : $number($far & 'e' & $power) = $x ? $far : '';
      $point := $length($s) + $power;
      $s = '' ? ''
      : $point > 0 ? $substring($s, 0, $point) & '.' & $substring($s, $point)
      : $point > -6 ? '0.' & $pad('', -$point, '0') & $s
      : $substring($s, 0, 1) & '.' & $substring($s, 1) & 'e-' & (1 - $point)) };
    $short := $round(16);
    $short = '' ? $round(17) : $short) }`,
};

const PREFIX = "jp_";
const DEFINITIONS = new Map(
  Object.entries(HELPERS).map(([name, text]) => [name, text.replaceAll(/\s*\n\s*/g, " ")]),
);

export type Helper = keyof typeof HELPERS;

/** A helper's variable. */
export function helper(name: Helper): string {
  return `$${PREFIX}${name}`;
}

/** A fresh variable's name; no helper's name is a number. */
export function temporary(number: number): string {
  return `$${PREFIX}${number}`;
}

/** The text in a block with the helpers that it uses, and those that they use; without any, the text itself. */
export function withHelpers(text: string): string {
  const used = new Set<string>();
  const visit = (part: string): void => {
    for (const [, name = ""] of part.matchAll(/\$jp_([a-z]\w*)/g)) {
      const definition = DEFINITIONS.get(name);
      if (definition === undefined || used.has(name)) continue;
      used.add(name);
      visit(definition);
    }
  };
  visit(text);
  if (used.size === 0) return text;
  const bindings = [...DEFINITIONS].filter(([name]) => used.has(name));
  return `(${bindings.map(([name, definition]) => `$${PREFIX}${name} := ${definition}; `).join("")}${text})`;
}
