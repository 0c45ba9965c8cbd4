import { toolsText } from '../model/tools-text.ts';
import { useTools } from '../stores/context.ts';
import styles from './ToolsProgress.module.css';

/** A thin line with the words for it: how far the tools have been fetched. */
export function ToolsProgress({ idleText }: { /** While nothing is known of them. */ readonly idleText: string }) {
  const tools = useTools((state) => state.tools);
  const share =
    tools.state === 'loading' && tools.totalBytes > 0 ? Math.min(1, tools.loadedBytes / tools.totalBytes) : null;
  return (
    <div className={styles['progress']}>
      <div
        className={styles['track']}
        role="progressbar"
        aria-label="Component tools"
        aria-valuemin={0}
        aria-valuemax={100}
        {...(share === null ? {} : { 'aria-valuenow': Math.round(share * 100) })}
      >
        <div
          className={styles['fill']}
          data-unknown={share === null}
          style={share === null ? undefined : { width: `${share * 100}%` }}
        />
      </div>
      <output className={styles['text']}>{toolsText(tools) ?? idleText}</output>
    </div>
  );
}
