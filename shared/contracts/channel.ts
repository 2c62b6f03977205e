import type { Channel } from "./conversation.ts";

/** Where a customer's system posts what customers write, signed with a secret that both sides hold. */
export interface ChannelRecord {
  channelId: string;
  tenantId: string;
  kind: Channel;
  /** What people call it. */
  name: string;
  /** `name`, or `name@version`, of the workflow that answers unless a message says otherwise. */
  workflowId: string;
  /** A disabled one takes no message. */
  enabled: boolean;
  /** Newest first: the current one, and while they rotate the one before it. */
  secrets: ChannelSecret[];
  createdAtMs: number;
  updatedAtMs: number;
}

export interface ChannelSecret {
  /** 1, 2, 3 … within the channel. */
  version: number;
  /** Standard Webhooks' `whsec_…`, sealed for this channel and version. */
  sealed: string;
  /** The person who was shown it, and so may have written whatever it signs. */
  issuedTo: string;
  /** It verifies until then; null for the current one. */
  retiresAtMs: number | null;
}
