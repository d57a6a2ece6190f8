/** A whole number with commas between the thousands: `1,000,000`. */
export function numberText(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ",");
}
