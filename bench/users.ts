/** What the measurement of `transform-users` sends and expects, for every contestant. */
export interface UserRecord {
  readonly id: number;
  readonly name: string;
  readonly tags: readonly string[];
  readonly active: boolean;
}

export interface UserSummary {
  readonly id: number;
  readonly display: string;
  readonly tagCount: number;
}

export interface UsersComponent {
  transformUsers(users: readonly UserRecord[]): UserSummary[];
}

export function makeUsers(count: number): UserRecord[] {
  return Array.from({ length: count }, (_, index) => ({
    id: index + 1,
    name: `User ${index + 1}`,
    tags: ['admin', `team-${index % 7}`],
    active: index % 2 === 0,
  }));
}
