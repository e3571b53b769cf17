/**
 * Each connection has a customer of its own, so that it reads no other's OTP.
 *
 * @module
 */
export const customerId = (index: number): string => String(9_000_000_000 + index)
export const recipientId = (index: number): number => 10_001 + index
