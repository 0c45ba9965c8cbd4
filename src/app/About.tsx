import styles from './About.module.css';
import { documentation } from './model/documentation.ts';

/** What all this is about, on one line. */
export function About() {
  return (
    <p className={styles['about']}>
      Wippy runs Lua and WebAssembly as processes, here in your browser.{' '}
      <a className={styles['link']} href={documentation} target="_blank" rel="noopener">
        Documentation
      </a>
    </p>
  );
}
