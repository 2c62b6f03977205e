import { Icon } from "../ui/icon.tsx";
import { Link } from "./link.tsx";
import { useMe } from "./use-me.ts";
import { pages } from "./pages.ts";
import { usePath } from "./navigate.ts";
import css from "./navigation.module.css";
import { PersonMenu } from "./person-menu.tsx";

/** Where one can go: what the person may see, and nothing else. */
export function Navigation() {
  const path = usePath();
  const { scopes } = useMe();
  const open = pages.filter(
    (page) => page.scopes.length === 0 || page.scopes.some((scope) => scopes.includes(scope)),
  );
  return (
    <nav className={css.navigation} aria-label="Pages">
      <p className={css.name}>
        <img src="/icon.svg" alt="" width="24" height="24" />
        <span>HIL Agent System</span>
      </p>
      <ul className={css.list}>
        {open.map(({ href, label, icon }) => (
          <li key={href}>
            <Link href={href} className={css.link} aria-current={isHere(path, href) ? "page" : undefined}>
              <Icon name={icon} />
              <span>{label}</span>
            </Link>
          </li>
        ))}
      </ul>
      <PersonMenu />
    </nav>
  );
}

function isHere(path: string, href: string): boolean {
  return href === "/" ? path === "/" : path === href || path.startsWith(`${href}/`);
}
