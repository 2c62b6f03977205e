import * as z from "zod";
import { roles } from "./principal.ts";

/**
 * Who may answer: one of the named subjects, or somebody with one of the roles and all of the skills, as far as each is
 * stated. Skills are those of the person's record at the desk.
 */
export const allowedDecidersSchema = z.strictObject({
  roles: z.array(z.enum(roles)).optional(),
  skills: z.array(z.string().min(1)).optional(),
  subjects: z.array(z.string().min(1)).optional(),
});
export type AllowedDeciders = z.infer<typeof allowedDecidersSchema>;
