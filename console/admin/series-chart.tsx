import css from "./series-chart.module.css";

interface SeriesChartProps {
  label: string;
  points: { label: string; value: number }[];
}

const width = 720;
const height = 140;

/** A bar for each point. The numbers are also there as text, for who does not see the bars. */
export function SeriesChart({ label, points }: SeriesChartProps) {
  const most = Math.max(0, ...points.map(({ value }) => value));
  const step = width / Math.max(1, points.length);
  return (
    <figure className={css.chart}>
      <figcaption>
        {label}
        <span>at most {most}</span>
      </figcaption>
      <svg
        viewBox={`0 0 ${width} ${height}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={spoken(points)}
      >
        {points.map(({ label: at, value }, index) => {
          const size = Math.max(value === 0 ? 1 : 3, (value / Math.max(1, most)) * height);
          return (
            <rect
              key={at}
              x={index * step + step * 0.12}
              y={height - size}
              width={step * 0.76}
              height={size}
              rx={Math.min(3, size / 2)}
              className={value === 0 ? css.empty : css.bar}
            >
              <title>{`${at}: ${value}`}</title>
            </rect>
          );
        })}
      </svg>
    </figure>
  );
}

function spoken(points: SeriesChartProps["points"]): string {
  const counted = points.filter(({ value }) => value > 0).map(({ label, value }) => `${label}: ${value}`);
  return counted.length === 0 ? "None in this time" : counted.join(", ");
}
