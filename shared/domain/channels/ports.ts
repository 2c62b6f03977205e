import type { ChannelRecord } from "../../contracts/channel.ts";

export interface ChannelStore {
  insert(channel: ChannelRecord): Promise<void>;
  get(channelId: string): Promise<ChannelRecord | null>;
  /** As `get`, and nobody else changes it until this transaction ends. */
  lock(channelId: string): Promise<ChannelRecord | null>;
  /** Writes what was locked; its tenant, its kind and when it was created never change. @throws NotFoundError */
  save(channel: ChannelRecord): Promise<void>;
  /** False when there was none. */
  remove(channelId: string): Promise<boolean>;
  /** Oldest first. */
  list(): Promise<ChannelRecord[]>;
}
