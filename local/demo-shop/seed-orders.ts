/** One order of the demo shop. Everybody and everything in it is made up. */
export interface SeedOrder {
  order_id: string;
  customer_id: string;
  customer_name: string;
  customer_email: string;
  item: string;
  quantity: number;
  total_usd: number;
  status: "processing" | "shipped" | "delivered";
  /** Relative to now, so that what can be returned today can be returned tomorrow. */
  delivered_days_ago: number | null;
  expected_in_days: number | null;
  tracking_number: string | null;
  digital: boolean;
}

const john = { customer_id: "cust_789", customer_name: "John Miller", customer_email: "john@example.com" };
const mary = { customer_id: "cust_456", customer_name: "Mary Jones", customer_email: "mary@example.com" };
const ravi = { customer_id: "cust_321", customer_name: "Ravi Patel", customer_email: "ravi@example.com" };

export const seedOrders: readonly SeedOrder[] = [
  {
    ...john,
    order_id: "12345",
    item: "Wool jumper, navy, size M",
    quantity: 1,
    total_usd: 89.9,
    status: "delivered",
    delivered_days_ago: 12,
    expected_in_days: null,
    tracking_number: "TRK-0012345",
    digital: false,
  },
  {
    ...john,
    order_id: "12346",
    item: "Hiking boots, size 43",
    quantity: 1,
    total_usd: 149,
    status: "shipped",
    delivered_days_ago: null,
    expected_in_days: 2,
    tracking_number: "TRK-0012346",
    digital: false,
  },
  {
    ...mary,
    order_id: "12300",
    item: "Rain jacket, yellow, size S",
    quantity: 1,
    total_usd: 119.5,
    status: "delivered",
    delivered_days_ago: 45,
    expected_in_days: null,
    tracking_number: "TRK-0012300",
    digital: false,
  },
  {
    ...mary,
    order_id: "12350",
    item: "Gift card (by e-mail)",
    quantity: 1,
    total_usd: 50,
    status: "delivered",
    delivered_days_ago: 3,
    expected_in_days: null,
    tracking_number: null,
    digital: true,
  },
  {
    ...ravi,
    order_id: "12360",
    item: "Carbon road bike",
    quantity: 1,
    total_usd: 2499,
    status: "delivered",
    delivered_days_ago: 5,
    expected_in_days: null,
    tracking_number: "TRK-0012360",
    digital: false,
  },
  {
    ...ravi,
    order_id: "12370",
    item: "Cycling gloves, size L",
    quantity: 2,
    total_usd: 58,
    status: "processing",
    delivered_days_ago: null,
    expected_in_days: 6,
    tracking_number: null,
    digital: false,
  },
];
