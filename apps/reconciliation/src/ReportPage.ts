import type { Report } from "./Report.ts"
export const make = (report: Report): string => `<!doctype html><title>${report.run}</title>`
