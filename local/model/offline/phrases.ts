const longestQuote = 200;

/** Ends a sentence that does not end yet; not after an address, which a full stop would become part of. */
export function ended(text: string): string {
  const trimmed = text.trim();
  return /[.!?]"?$/.test(trimmed) || /https?:\/\/\S+$/.test(trimmed) ? trimmed : `${trimmed}.`;
}

export function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

export function shortened(text: string): string {
  return text.length <= longestQuote ? text : `${text.slice(0, longestQuote - 1)}…`;
}
