import type {
  DeliveryStatus,
  Notification,
  NotificationDelivery,
  NotificationEndpoint,
  NotificationMessage,
  NotificationSettings,
} from "../../contracts/notification.ts";
import type { Page } from "../storage/ports.ts";

export interface NotificationStore {
  /** False when it was written before. */
  add(notification: Notification): Promise<boolean>;
  get(notificationId: string): Promise<Notification | null>;
  /**
   * Forgets what happened before then, with its deliveries, unless one of them is still to be attempted; oldest first, at
   * most `limit`. Returns how many notifications it were.
   */
  forgetBefore(atMs: number, limit: number): Promise<number>;
  /** What the tenant has set, or null. */
  settings(): Promise<NotificationSettings | null>;
  saveSettings(settings: NotificationSettings): Promise<void>;
}

export interface NotificationEndpointStore {
  insert(endpoint: NotificationEndpoint): Promise<void>;
  get(endpointId: string): Promise<NotificationEndpoint | null>;
  /** As `get`, and nobody else changes it until this transaction ends. */
  lock(endpointId: string): Promise<NotificationEndpoint | null>;
  /** Writes what was locked; its kind never changes. @throws NotFoundError */
  save(endpoint: NotificationEndpoint): Promise<void>;
  /** Oldest first. */
  list(): Promise<NotificationEndpoint[]>;
  /** False when there is none with this id. */
  remove(endpointId: string): Promise<boolean>;
}

export interface DeliveryFilter {
  status?: DeliveryStatus;
  endpointId?: string;
}

export interface NotificationDeliveryStore {
  /** Unless it is there already; returns the one that stands. */
  add(delivery: NotificationDelivery): Promise<NotificationDelivery>;
  get(deliveryId: string): Promise<NotificationDelivery | null>;
  /** As `get`, and nobody else changes it until this transaction ends. */
  lock(deliveryId: string): Promise<NotificationDelivery | null>;
  /** Writes what was locked; what it is about never changes. @throws NotFoundError */
  save(delivery: NotificationDelivery): Promise<void>;
  /** Newest first. */
  list(filter: DeliveryFilter, limit: number, cursor: string | null): Promise<Page<NotificationDelivery>>;
}

/** The queue `notifications`. */
export interface NotificationQueue {
  /** Resolves when the queue has taken them; each is delivered after `delaySeconds` (900 at most). @throws RetryableError */
  send(messages: readonly { message: NotificationMessage; delaySeconds: number }[]): Promise<void>;
}

export interface Mail {
  to: string;
  subject: string;
  text: string;
  /** The same for each attempt, so that a mail that comes twice can be known. */
  messageId: string;
}

export interface Mailer {
  /**
   * Resolves when the mail was taken, with what took it; `outbox`: nobody did, it is kept to be looked at.
   * @throws RetryableError, FatalError
   */
  send(mail: Mail): Promise<"smtp" | "ses" | "outbox">;
}

export interface WebhookRequest {
  url: string;
  headers: Record<string, string>;
  body: string;
}

export interface WebhookResponse {
  status: number;
  /** As the header `Retry-After` says it, seconds or a date. */
  retryAfter: string | null;
}

/** Posts to addresses that tenants give; never to one inside. */
export interface WebhookClient {
  /** Any answer is one. @throws RetryableError where none came, FatalError where the address may not be used */
  post(request: WebhookRequest): Promise<WebhookResponse>;
}
