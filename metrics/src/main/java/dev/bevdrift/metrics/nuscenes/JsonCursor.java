package dev.bevdrift.metrics.nuscenes;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.bevdrift.metrics.InputException;
import dev.bevdrift.metrics.scan.OddInputException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.function.Supplier;

/**
 * A forward-only walk through a JSON file; NaN and Infinity are read as Python reads them.
 *
 * <p>Every fault is an {@link InputException} that names the file and where the walk stands. Not
 * thread-safe.
 */
final class JsonCursor implements AutoCloseable {
  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
          .enable(StreamReadFeature.USE_FAST_DOUBLE_PARSER)
          .build();

  private static final int HEAD = 4;

  /** The lowest byte with which a byte order mark begins. */
  private static final int FIRST_MARK = 0xEF;

  private final Path file;
  private final JsonParser parser;
  private Supplier<String> place = () -> "";

  private JsonCursor(Path file, JsonParser parser) {
    this.file = file;
    this.parser = parser;
  }

  /** Opens a file; the walk stands before its first token. */
  static JsonCursor open(Path file) {
    try {
      InputStream in = new BufferedInputStream(Files.newInputStream(file));
      requireUtf8(file, in);
      return new JsonCursor(file, MAPPER.createParser(in));
    } catch (NoSuchFileException e) {
      throw new InputException("Cannot read " + file + ": it is not there, expected a file", e);
    } catch (IOException e) {
      throw new InputException(
          "Cannot read " + file + ": " + e.getMessage() + ", expected a readable file", e);
    }
  }

  /** The parser would accept a byte order mark, and UTF-16 and UTF-32; Python does not. */
  private static void requireUtf8(Path file, InputStream in) throws IOException {
    in.mark(HEAD);
    byte[] head = in.readNBytes(HEAD);
    in.reset();
    boolean marked = head.length > 0 && (head[0] & 0xFF) >= FIRST_MARK;
    if (marked || new String(head, StandardCharsets.ISO_8859_1).indexOf(0) >= 0) {
      in.close();
      throw new InputException(
          "Cannot read "
              + file
              + ": it begins with a byte order mark, or is not UTF-8, expected plain UTF-8");
    }
  }

  /** A value that lies whole in an array; odd if it is none. */
  static JsonNode tree(byte[] bytes, int from, int length) {
    try {
      return MAPPER.readTree(bytes, from, length);
    } catch (IOException e) {
      throw new OddInputException();
    }
  }

  /** What messages say after the file's name, such as {@code ", sample T, box 3"}. */
  void place(Supplier<String> description) {
    place = description;
  }

  JsonToken next() {
    try {
      JsonToken token = parser.nextToken();
      return token == null ? JsonToken.NOT_AVAILABLE : token;
    } catch (IOException e) {
      throw fault(e);
    }
  }

  JsonToken current() {
    JsonToken token = parser.currentToken();
    return token == null ? JsonToken.NOT_AVAILABLE : token;
  }

  /** Steps to the next field of an object, or past its end: false. */
  boolean nextField() {
    return next() == JsonToken.FIELD_NAME;
  }

  /** The name of the field at which the walk stands. */
  String name() {
    try {
      return parser.currentName();
    } catch (IOException e) {
      throw fault(e);
    }
  }

  /** Skips what an object or array holds; a scalar is already passed. */
  void skip() {
    try {
      parser.skipChildren();
    } catch (IOException e) {
      throw fault(e);
    }
  }

  /** The text of the current token, whatever it is. */
  String text() {
    try {
      return parser.getText();
    } catch (IOException e) {
      throw fault(e);
    }
  }

  /** Whether the current string equals {@code other}; makes no object. */
  boolean textEquals(String other) {
    try {
      int n = parser.getTextLength();
      if (n != other.length()) {
        return false;
      }
      char[] chars = parser.getTextCharacters();
      int offset = parser.getTextOffset();
      for (int i = 0; i < n; i++) {
        if (chars[offset + i] != other.charAt(i)) {
          return false;
        }
      }
      return true;
    } catch (IOException e) {
      throw fault(e);
    }
  }

  /** Whether the current token is a number, or a truth value, which Python takes for one. */
  boolean isNumber() {
    JsonToken token = current();
    return token.isNumeric() || token.isBoolean();
  }

  /** The current number; true is 1. */
  double number() {
    try {
      return switch (current()) {
        case VALUE_TRUE -> 1;
        case VALUE_FALSE -> 0;
        default -> parser.getDoubleValue();
      };
    } catch (IOException e) {
      throw fault(e);
    }
  }

  /** The current whole number. */
  long whole() {
    try {
      return parser.getLongValue();
    } catch (IOException e) {
      throw fault(e);
    }
  }

  /** The current value as a tree. */
  JsonNode tree() {
    try {
      return parser.readValueAsTree();
    } catch (IOException e) {
      throw fault(e);
    }
  }

  /** Steps to the next token and demands its kind. */
  void expectNext(JsonToken wanted, String what) {
    if (next() != wanted) {
      throw bad(describe(), what);
    }
  }

  /** The current token for a message. */
  String describe() {
    return switch (current()) {
      case START_OBJECT -> "an object";
      case START_ARRAY -> "an array";
      case END_ARRAY -> "the end of an array";
      case END_OBJECT -> "the end of an object";
      case NOT_AVAILABLE -> "the end of the file";
      case VALUE_STRING -> '"' + text() + '"';
      default -> text();
    };
  }

  /** A fault of a field at the present place. */
  InputException bad(String field, String fact, String expected) {
    return new InputException(
        "Cannot read "
            + file
            + place.get()
            + ", field "
            + field
            + ": it is "
            + fact
            + ", expected "
            + expected);
  }

  /** A fault at the present place: {@code Cannot read FILE, PLACE: it is FACT, expected …}. */
  InputException bad(String fact, String expected) {
    return new InputException(
        "Cannot read " + file + place.get() + ": it is " + fact + ", expected " + expected);
  }

  private InputException fault(IOException e) {
    if (e instanceof JsonProcessingException json) {
      String where =
          json.getLocation() == null
              ? ""
              : " at line "
                  + json.getLocation().getLineNr()
                  + ", column "
                  + json.getLocation().getColumnNr();
      return new InputException(
          "Cannot read "
              + file
              + place.get()
              + ": "
              + brief(json.getOriginalMessage())
              + where
              + ", expected whole JSON",
          e);
    }
    return new InputException(
        "Cannot read " + file + ": " + e.getMessage() + ", expected a readable file", e);
  }

  /** The message without the parser's words about where the open object began. */
  private static String brief(String message) {
    return message.replaceFirst("(?s)(\\n| \\(start marker).*", "");
  }

  @Override
  public void close() {
    try {
      parser.close();
    } catch (IOException e) {
      throw fault(e);
    }
  }
}
