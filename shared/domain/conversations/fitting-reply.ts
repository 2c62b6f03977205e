import type { Conversation } from "../../contracts/conversation.ts";
import { TemplateError } from "../../contracts/errors.ts";
import type { CannedReply } from "../../contracts/human-agent.ts";
import { renderTemplate } from "../templates/render-template.ts";

/**
 * The text of the canned reply that is for most of the skills that are asked for, and for no other skill, rendered for this
 * conversation; null without one. One that is for no skill in particular suggests itself for nothing.
 */
export function fittingReply(
  replies: readonly CannedReply[],
  requiredSkills: readonly string[],
  { customerId, metadata }: Conversation,
): string | null {
  const fitting = replies
    .filter(({ skills }) => skills.length > 0 && skills.every((skill) => requiredSkills.includes(skill)))
    .toSorted((a, b) => b.skills.length - a.skills.length);
  for (const { text } of fitting) {
    const rendered = render(text, { ...metadata, customer_id: customerId });
    if (rendered !== null) return rendered;
  }
  return null;
}

function render(text: string, scope: Parameters<typeof renderTemplate>[1]): string | null {
  try {
    return renderTemplate(text, scope).trim() || null;
  } catch (error) {
    if (error instanceof TemplateError) return null;
    throw error;
  }
}
