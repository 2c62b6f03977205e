import { wordsOf } from "./words.ts";

/**
 * What people who write to a support desk mean by which words. `names` are words that a choice may be called by,
 * `signs` are words and phrases that customers use for it. General English, written down once; not learnt from anything.
 */
const concepts: Record<string, { names: string; signs: string }> = {
  return: {
    names: "return, returns, rma, exchange, send back",
    signs:
      "return, send back, sending back, sent back, give back, bring back, take back, exchange, wrong size, wrong item, too small, " +
      "too big, not fit, not want it, changed my mind, not need it, not as described, refund, money back",
  },
  refund: {
    names: "refund, refunds, reimbursement, money back",
    signs: "refund, money back, reimburse, reimbursement, get my money, pay me back, credited back",
  },
  delivery: {
    names: "delivery, shipping, shipment, tracking, track, status, arrival, logistics, wismo",
    signs:
      "where is, where's, track, tracking, parcel, package, shipment, ship, shipped, shipping, deliver, delivery, arrive, " +
      "arrival, courier, late, delayed, delay, on its way, not received, not arrived, not come, not arrive, never came, never come, never arrived, still waiting, dispatch, " +
      "estimated, how long, when will",
  },
  technical: {
    names: "technical, tech, bug, defect, malfunction, troubleshooting, error, outage, incident",
    signs:
      "not work, stopped working, broken, broke, bug, error, crash, freeze, frozen, defective, faulty, malfunction, glitch, " +
      "not start, not turn on, not load, not connect, not open, not charge, not install, install, reset, firmware, blank screen, " +
      "fails, failure, damaged",
  },
  billing: {
    names: "billing, bill, payment, payments, invoice, charge, finance, price, pricing",
    signs:
      "bill, invoice, charge, charged, overcharged, payment, paid, pay, receipt, fee, debit, credit card, charged twice, vat, tax, " +
      "bank statement, direct debit, transaction, price",
  },
  cancel: {
    names: "cancel, cancellation, churn, termination, unsubscribe",
    signs:
      "cancel, cancellation, call off, unsubscribe, terminate, end my subscription, stop my order, not renew",
  },
  complaint: {
    names: "complaint, complaints, dissatisfaction, escalation",
    signs:
      "complain, complaint, unacceptable, terrible, awful, worst, disappointed, disappointing, unhappy, rude, ridiculous, furious, " +
      "fed up, never again, disgusting, horrible",
  },
  person: {
    names: "human, person, agent, handover, escalate, escalation, live, representative",
    signs:
      "human, real person, representative, supervisor, manager, operator, talk to someone, speak to someone, speak to a, talk to a, " +
      "call me, escalate",
  },
  account: {
    names: "account, login, password, access, profile, authentication, credentials",
    signs:
      "account, password, log in, login, sign in, sign up, username, profile, register, locked out, two factor, verification code, " +
      "my email address",
  },
  product: {
    names: "product, catalog, availability, stock, recommendation, presales, sales, item",
    signs:
      "in stock, available, availability, color, colour, material, do you have, do you sell, recommend, compare, compatible, " +
      "looking for, specification, dimensions, does it come",
  },
  greeting: {
    names: "greeting, smalltalk, chitchat, hello",
    signs: "hello, hi there, good morning, good evening, how are you",
  },
  positive: {
    names: "positive, happy, satisfied, praise, compliment, thanks, joy",
    signs:
      "thank, great, love, excellent, perfect, happy, awesome, wonderful, amazing, good, satisfied, fantastic, helpful, best",
  },
  negative: {
    names: "negative, angry, unhappy, frustrated, dissatisfied, anger, sad",
    signs:
      "bad, poor, hate, angry, terrible, awful, worst, disappointed, unhappy, frustrated, annoyed, unacceptable, useless, horrible, " +
      "slow, broken, never again, ridiculous, not happy, not good",
  },
  urgent: {
    names: "high, urgent, critical, p1, emergency, immediate",
    signs:
      "urgent, asap, immediate, immediately, right now, emergency, critical, as soon as possible, today, deadline",
  },
  relaxed: {
    names: "low, minor, trivial, p4",
    signs: "no rush, no hurry, whenever, minor, not urgent, small thing",
  },
  approve: {
    names: "approve, approved, accept, accepted, yes, allow, grant, confirm",
    signs: "approve, approved, accept, accepted, agreed, agree, yes, go ahead, granted",
  },
  reject: {
    names: "reject, rejected, decline, declined, deny, denied, no, refuse, disapprove",
    signs:
      "reject, rejected, decline, declined, deny, denied, refuse, refused, not approved, not allowed, not possible",
  },
  question: {
    names: "question, inquiry, enquiry, faq, information, info, howto",
    signs:
      "how do, how can, how to, what is, can you tell, is it possible, wondering, question, do you offer, explain",
  },
  discount: {
    names: "discount, coupon, voucher, promotion, promo",
    signs: "discount, coupon, voucher, promo code, offer, sale",
  },
  warranty: { names: "warranty, guarantee, repair", signs: "warranty, guarantee, repair, fix it" },
  change: {
    names: "change, update, edit, modify, modification, correction",
    signs: "change, update, edit, modify, correct, instead of, wrong address, different address",
  },
  spam: {
    names: "spam, junk, phishing, scam",
    signs: "lottery, prize, click here, bitcoin, winner, viagra, earn money fast",
  },
};

interface Phrase {
  concept: string;
  words: string[];
}

const namePhrases = phrases("names");
const signPhrases = phrases("signs");

/** Concepts that the name or the description of a choice stands for. */
export function conceptsNamed(words: readonly string[]): Set<string> {
  return found(namePhrases, words);
}

/** Concepts that a customer's words are signs of. */
export function conceptsSignalled(words: readonly string[]): Set<string> {
  return found(signPhrases, words);
}

function phrases(kind: "names" | "signs"): Phrase[] {
  return Object.entries(concepts).flatMap(([concept, lists]) =>
    lists[kind].split(",").map((phrase) => ({ concept, words: wordsOf(phrase) })),
  );
}

function found(known: Phrase[], words: readonly string[]): Set<string> {
  // Joined with bars, a phrase is found as a whole run of words and never inside one.
  const text = `|${words.join("|")}|`;
  return new Set(
    known.filter(({ words: phrase }) => text.includes(`|${phrase.join("|")}|`)).map(({ concept }) => concept),
  );
}
