/** Things that have a form of their own, found in running text. */
export interface Entities {
  orderId: string | null;
  returnId: string | null;
  customerId: string | null;
  email: string | null;
  url: string | null;
  date: string | null;
  phone: string | null;
  amount: number | null;
}

const orderPatterns = [
  /\border(?:\s+(?:number|no\.?|nr\.?|id))?(?:\s+(?:is|was))?\s*[:#]*\s*#?\s*([a-z]{0,4}-?\d{3,12})\b/i,
  /#\s?([a-z]{0,4}-?\d{3,12})\b/i,
];
/** A long number on its own, where nothing better is to be found. */
const bareNumber = /(?<![\w.,@/-])(\d{4,12})(?![\w@/-]|[.,]\d)/;

/** Finds the first of each kind. */
export function extractEntities(text: string): Entities {
  const amount = first(
    text,
    /(?:USD|EUR|GBP|[$€£])\s?(\d+(?:[.,]\d{1,2})?)|\b(\d+(?:\.\d{1,2})?)\s?(?:USD|EUR|GBP|[$€£])/,
  );
  return {
    orderId:
      orderPatterns.map((pattern) => first(text, pattern)).find((id) => id !== null) ??
      first(text, bareNumber),
    returnId: first(text, /\b(RET-[A-Z\d-]+)\b/i),
    customerId: first(text, /\b(cust(?:omer)?[_-][a-z\d]+)\b/i),
    email: first(text, /([\w.+-]{1,64}@[a-z\d-]{1,63}(?:\.[a-z\d-]{1,63})+)/i),
    url: first(text, /(https?:\/\/[^\s"'<>)]+[^\s"'<>).,;])/i),
    date: first(text, /\b(\d{4}-\d{2}-\d{2})(?!\d)/),
    phone: first(text, /(\+\d[\d ()/-]{6,18}\d)/),
    amount: amount === null ? null : Number(amount.replace(",", ".")),
  };
}

function first(text: string, pattern: RegExp): string | null {
  const match = pattern.exec(text);
  return match?.slice(1).find((group) => group !== undefined) ?? null;
}
