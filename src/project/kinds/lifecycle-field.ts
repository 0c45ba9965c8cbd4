/** `lifecycle` of what is started and stopped (spec/registry §4.6). */
import { flag, ignored, map } from '../registry/field-types.ts';

export const lifecycleField = map({
  doc: 'When it runs.',
  fields: {
    auto_start: flag({ doc: 'Whether it starts with the project.', default: false }),
    start_timeout: ignored('How long a start may take, such as 10s.'),
    stop_timeout: ignored('How long a stop may take, such as 10s.'),
    stable_threshold: ignored('After running so long it counts as stable.'),
    requires: ignored('What has to run before.'),
    depends_on: ignored('The same as requires, by its older name.'),
    startup: ignored('Whether the project needs it: required or optional.'),
    restart: ignored('How it is started again after a failure.'),
    security: ignored('Who it acts for, and by which policies.'),
  },
});
