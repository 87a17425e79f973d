/**
 * Text to tokens and back in the page's model worker, by npm's `tokenizers`; widgets/embed/tokens.py does it at build
 * time. Both read the tokenizer.json that training wrote, and tests hold them to the same tokens.
 */
(function (scope) {
  "use strict";

  const END_OF_TEXT = "<|endoftext|>";
  // GPT-2's pattern. The library's own says \s, which in JavaScript holds U+FEFF for a space and U+0085 for none.
  const WORDS =
    /'(?:[sdmt]|ll|ve|re)| ?\p{L}+| ?\p{N}+| ?[^\p{White_Space}\p{L}\p{N}]+|\p{White_Space}+(?!\P{White_Space})|\p{White_Space}+/gu;
  const MOST_KNOWN = 4;
  const LONE_SURROGATES = /\p{Surrogate}/gu;

  /** GPT-2's printable letters for bytes: most stand for themselves, the others are moved up from U+0100. */
  function bytesByLetter() {
    const stays = (byte) => (byte > 32 && byte < 127) || (byte > 160 && byte < 173) || byte > 173;
    const bytes = [...Array(256).keys()];
    const moved = bytes.filter((byte) => !stays(byte));
    return new Map(bytes.map((byte) => [String.fromCharCode(stays(byte) ? byte : 256 + moved.indexOf(byte)), byte]));
  }

  /**
   * @param {object} described the contents of a tokenizer.json
   * @returns {{size: number, end: number, encode: (text: string) => number[], decode: (ids: number[]) => string,
   *   shown: (ids: number[]) => string, token: (id: number) => {id: number, text: string, hex: string}}} `end` is the id of <|endoftext|>
   */
  function tokens(described) {
    const bpe = new scope.tokenizers.Tokenizer(described, {});
    bpe.pre_tokenizer.pattern = WORDS;
    const byteOf = bytesByLetter();
    const bytes = [];
    for (const [letters, id] of Object.entries(described.model.vocab)) {
      bytes[id] = letters === END_OF_TEXT ? [] : Array.from(letters, (letter) => byteOf.get(letter));
    }
    // A byte order mark is a token like any other.
    const lenient = new TextDecoder("utf-8", { ignoreBOM: true });
    const strict = new TextDecoder("utf-8", { ignoreBOM: true, fatal: true });

    // While the model writes on or trains, it is asked about the same texts again and again: the newest are kept.
    const known = new Map();

    /** Token ids of a text; the mark typed as text is ordinary text, and lone surrogates are read as U+FFFD. */
    function encode(text) {
      const ids = known.get(text) || bpe.encode(text.replace(LONE_SURROGATES, "\ufffd")).ids;
      known.delete(text);
      known.set(text, ids);
      if (known.size > MOST_KNOWN) known.delete(known.keys().next().value);
      return ids;
    }

    /** The text of token ids; bytes that are no UTF-8 become U+FFFD. */
    const decode = (ids) => lenient.decode(Uint8Array.from(ids.flatMap((id) => bytes[id])));

    /** The text of token ids for people: bytes that are no UTF-8, half a character for one, stand as ⟨E2⟩⟨80⟩. */
    function shown(ids) {
      const all = Uint8Array.from(ids.flatMap((id) => bytes[id]));
      const read = (from, to) => strict.decode(all.subarray(from, to));
      try {
        return read(0, all.length);
      } catch {
        let text = "";
        for (let at = 0; at < all.length; ) {
          const length = all[at] < 0x80 ? 1 : all[at] < 0xe0 ? 2 : all[at] < 0xf0 ? 3 : 4;
          try {
            text += read(at, at + length);
            at += length;
          } catch {
            text += `⟨${hexadecimal(all[at++])}⟩`;
          }
        }
        return text;
      }
    }

    const hexadecimal = (byte) => byte.toString(16).toUpperCase().padStart(2, "0");

    /** A token as answers carry it: its text, and its bytes in hexadecimal where they are no text by themselves. */
    function token(id) {
      try {
        return { id, text: strict.decode(Uint8Array.from(bytes[id])), hex: "" };
      } catch {
        return { id, text: decode([id]), hex: bytes[id].map(hexadecimal).join(" ") };
      }
    }

    return { size: bytes.length, end: described.model.vocab[END_OF_TEXT], encode, decode, shown, token };
  }

  scope.nudgeTokens = tokens;
})(self);
