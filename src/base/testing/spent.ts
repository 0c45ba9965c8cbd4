import { adoptTank } from '../effort.ts';

const PLENTY = 1e9;

/** Units of effort that `work` spends, which may be no code of the Lua VM's: it counts by itself. */
export function spentBy(work: () => void): number {
  const tank = { fuel: 0, due: false };
  const before = adoptTank(tank);
  const { fuel } = tank;
  tank.fuel = PLENTY;
  try {
    work();
    return PLENTY - tank.fuel;
  } finally {
    tank.fuel = fuel;
    adoptTank(before);
  }
}
