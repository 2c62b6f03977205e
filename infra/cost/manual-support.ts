/** The specification's comparison: ten people against the system. All sums in USD. */
export const manualSupport = {
  people: 10,
  yearlyUsdPerPerson: 40_000,
  conversationsPerDay: 500,
  developmentUsd: 350_000,
  /** What it reckons with for the system's operation. */
  specifiedMonthlyUsd: 1900,
} as const;

export interface Comparison {
  manualUsdPerConversation: number;
  systemUsdPerConversation: number;
  /** Of what people still do: conversations that are handed over. */
  handoverUsdPerConversation: number;
  firstYearSavingUsd: number;
  laterYearSavingUsd: number;
  fiveYearSavingUsd: number;
}

/**
 * Compares people alone with the system, at the people's yearly cost. Conversations that are handed over are people's
 * work at the manual price, unless `handoverShare` is 0, as in the specification.
 */
export function compareWithManual(
  systemMonthlyUsd: number,
  conversationsPerDay: number,
  handoverShare: number,
): Comparison {
  const { people, yearlyUsdPerPerson, developmentUsd } = manualSupport;
  const manualYearlyUsd = people * yearlyUsdPerPerson;
  const manualUsdPerConversation = manualYearlyUsd / (manualSupport.conversationsPerDay * 365);
  const handoverUsdPerConversation = handoverShare * manualUsdPerConversation;
  const handoverYearlyUsd = handoverUsdPerConversation * conversationsPerDay * 365;
  const laterYearSavingUsd = manualYearlyUsd - systemMonthlyUsd * 12 - handoverYearlyUsd;
  return {
    manualUsdPerConversation,
    systemUsdPerConversation: (systemMonthlyUsd * 12) / (conversationsPerDay * 365),
    handoverUsdPerConversation,
    firstYearSavingUsd: laterYearSavingUsd - developmentUsd,
    laterYearSavingUsd,
    fiveYearSavingUsd: 5 * laterYearSavingUsd - developmentUsd,
  };
}
