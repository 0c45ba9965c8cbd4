import type { Expectation } from '../types.ts';

export const expected: Expectation = {
  prints: [
    'circle 314.1592653589793',
    'rectangle 12',
    'nothing 0 0',
    '{color = green, look = {bold = false, dashed = true, filled = true}, title = Moon, what = {circle = 2}}',
    '{color = red, look = {bold = true, dashed = false, filled = false}, what = {nothing = true}}',
    'largest {rectangle = {height = 2, width = 2}}',
    'of none nil',
    'side 3',
    'side no square has such an area',
    'side 1.5',
    'scaled {circle = 3}',
    'scaled nil 7 a factor must be positive',
    'area failed: argument 1: s.rectangle: missing field "height"',
    'invert failed: argument 1: d.color: unknown case "purple", expected one of red, green, blue',
    'largest failed: argument 1: shapes[2].circle: expected f64, got string',
  ],
  value: 12,
};
