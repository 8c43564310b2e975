/**
 * Words that make a name one of a secret. The words come from the lists of
 * detect-secrets (KeywordDetector), gitleaks (generic-api-key), Rails
 * (filter_parameter_logging) and Sentry (the scrubbers of its SDKs for Python
 * and JavaScript).
 */
const WORDS = new Set(
  `apikey auth authentication authorization bearer cookie cookies cred creds
  credential credentials csrf cvc cvv hmac hotp jwt key keys mfa mnemonic nonce
  oauth oidc otp pass passcode passphrase passw passwd password passwords pin
  pins pkce pw pwd salt saml secret secrets sessid session sessions sid sig
  signature signatures ssn sso token totp xsrf contrasena contraseña kennwort
  passwort`.split(/\s+/),
);

/**
 * Words that also mark a secret at the end of a longer word, as in
 * `dbpassword`.
 */
const ENDINGS =
  `accesskey accountkey apikey authkey clientkey cookie credential credentials
  dbkey dbpass encryptionkey keypass masterkey passcode passphrase passwd
  password pgpass privatekey pwd secret secretkey servicekey sessid sessionid
  sharedkey signature signingkey token`.split(/\s+/);

/** Sequences of words, without what is between them. */
const SEQUENCES =
  `2fa accesscode activationcode backupcode clientassertion confirmationcode logincode onetimecode
  onetimepass recoverycode recoveryphrase rememberme resetcode securitycode
  seedphrase smscode twofactor verificationcode`.split(/\s+/);

/** A longer text is not a name. */
const MAX_LENGTH = 200;

/** True for the name of a secret: `dbPassword`, `API_KEY`, `one-time-code`. */
export function isSecretName(name: string): boolean {
  if (name.length > MAX_LENGTH) {
    return false;
  }
  const words = name
    .replace(/(\p{Ll})(\p{Lu})/gu, '$1 $2')
    .replace(/(\p{Lu})(\p{Lu}\p{Ll})/gu, '$1 $2')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u);
  const joined = words.join('');
  return (
    words.some(isSecretWord) || SEQUENCES.some((each) => joined.includes(each))
  );
}

/** @param word may end with a number or a version: `token2`, `apikeyv2` */
function isSecretWord(word: string): boolean {
  return word
    .split(/\p{N}+/u)
    .flatMap((part) => [part, part.replace(/v$/, '')])
    .some(
      (part) =>
        WORDS.has(part) || ENDINGS.some((ending) => part.endsWith(ending)),
    );
}
