/**
 * The Aadhaar consent that a DigiKhata customer reads: its languages, and its words. The languages are the documented
 * ones, the words our own, in English for every language.
 *
 * @module
 */
import * as Refusal from "./Refusal.ts"

const languages = [
  "English",
  "Bengali",
  "Gujarati",
  "Hindi",
  "Kannada",
  "Malayalam",
  "Marathi",
  "Odia",
  "Tamil",
  "Telugu",
  "Urdu",
  "Assamese",
  "Punjabi"
] as const

export const languagesAnswer: Refusal.Body = {
  response_status_id: 0,
  data: {
    consent_language_list: languages.map((consentLanguage, index) => ({ pkid: String(index + 1), consentLanguage }))
  },
  response_type_id: 2444,
  message: "Consent Language Successfully Retrieved",
  status: 0
}

/** The words in one language, by the number that it has in the list. */
export const detailsAnswer = (languageId: string): Refusal.Body => {
  const consentLanguage = languages[Number(languageId) - 1]
  if (consentLanguage === undefined) {
    return Refusal.byFields(461, "Validation failed", { consent_language: "is none of the languages" })
  }
  return {
    response_status_id: 0,
    data: {
      consent_detail: {
        consentContent:
          "Simulated consent. My Aadhaar details may be used to confirm who I am for this wallet, and for nothing else.",
        audioUrl: `https://consent.invalid/${consentLanguage.toLowerCase()}.mp3`,
        consentId: Number(languageId),
        consent: "Simulated consent. I agree that my Aadhaar is used to open my wallet.",
        consentLanguage
      }
    },
    response_type_id: 2446,
    message: "Consent Language Successfully Retrieved",
    status: 0
  }
}
