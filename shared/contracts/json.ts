/** Any JSON value, and the two shapes that the product passes around most. */
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
export type JsonObject = { [key: string]: Json };
/** A JSON Schema document (2020-12). It is data written by workflow authors, so it stays untyped here. */
export type JsonSchema = { [key: string]: Json };
