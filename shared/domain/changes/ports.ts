/** What staff are told the changes of. */
export const changedTypes = ["conversation", "handover", "human_task"] as const;
export type ChangedType = (typeof changedTypes)[number];

/** Something that has changed since, once, however often it did. */
export interface FeedEntry {
  type: ChangedType;
  id: string;
  /** Where somebody goes on who has heard of it. */
  cursor: string;
}

export interface FeedPage {
  /** In the order of the transactions that changed them last. */
  entries: FeedEntry[];
  /** Where the next page begins. */
  cursor: string;
  /** The page is full: the next one can be read at once. */
  hasMore: boolean;
  /** There are changes that an open transaction stands before: they come when it has ended, without another change. */
  isHeldBack: boolean;
}

/** What has changed in a tenant, in an order in which nothing appears before what was read already. */
export interface ChangeStore {
  /** The cursor of somebody who reads everything itself from now on. */
  end(): Promise<string>;
  /** What has changed after a cursor. @throws InvalidInputError for one that is none of this database */
  after(cursor: string, types: readonly ChangedType[], limit: number): Promise<FeedPage>;
}

/** How much has changed, to compare with what it was: a hint that reading again is worth while, and no record. */
export interface ChangeCounts {
  /** In the whole tenant. */
  total: number;
  /** In the part of the tenant that this conversation belongs to. */
  ofConversation(conversationId: string): number;
}

/** Counts of changes, outside the database, so that whoever follows it lets it rest. */
export interface ChangeCounter {
  /** Counts a change that was committed, of these conversations or of something else. @throws RetryableError */
  bump(tenantId: string, conversationIds: readonly string[]): Promise<void>;
  /** @throws RetryableError while they cannot be known */
  read(tenantId: string): Promise<ChangeCounts>;
}
