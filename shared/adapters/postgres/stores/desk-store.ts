import type { CannedReply, DeskSettings } from "../../../contracts/human-agent.ts";
import type { DeskStore } from "../../../domain/queue/ports.ts";
import { jsonText } from "../json-text.ts";
import type { Query } from "../session.ts";

interface CannedReplyRow {
  canned_reply_id: string;
  tenant_id: string;
  title: string;
  body: string;
  skills: string[];
}

export function createDeskStore(query: Query, tenantId: string): DeskStore {
  return {
    async settings() {
      const [row] = await query<{ settings: DeskSettings }>("select settings from desk_settings");
      return row?.settings ?? null;
    },

    async saveSettings(settings) {
      await query(
        `insert into desk_settings (tenant_id, settings) values ($1, $2)
         on conflict (tenant_id) do update set settings = excluded.settings`,
        [tenantId, jsonText(settings)],
      );
    },

    async cannedReplies() {
      const rows = await query<CannedReplyRow>("select * from canned_replies order by canned_reply_id");
      return rows.map(cannedReplyOf);
    },

    async saveCannedReply({ cannedReplyId, title, text, skills, tenantId: ofTenant }) {
      await query(
        `insert into canned_replies (tenant_id, canned_reply_id, title, body, skills) values ($1, $2, $3, $4, $5)
         on conflict (tenant_id, canned_reply_id) do update
           set title = excluded.title, body = excluded.body, skills = excluded.skills`,
        [ofTenant, cannedReplyId, jsonText(title), jsonText(text), jsonText(skills)],
      );
    },

    async deleteCannedReply(cannedReplyId) {
      const rows = await query("delete from canned_replies where canned_reply_id = $1 returning 1", [
        cannedReplyId,
      ]);
      return rows.length === 1;
    },
  };
}

function cannedReplyOf(row: CannedReplyRow): CannedReply {
  return {
    cannedReplyId: row.canned_reply_id,
    tenantId: row.tenant_id,
    title: row.title,
    text: row.body,
    skills: row.skills,
  };
}
