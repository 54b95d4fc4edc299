package dev.bevdrift.udf.golden;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Base64;

/** Reads golden vectors from the test resources. */
public final class Golden {
  private Golden() {}

  /** The document {@code golden/name}. */
  public static JsonNode read(String name) {
    try (InputStream in = Golden.class.getResourceAsStream("/golden/" + name)) {
      return new ObjectMapper().readTree(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Bytes in base64. */
  public static byte[] bytes(JsonNode node) {
    return Base64.getDecoder().decode(node.textValue());
  }

  /** Little-endian 32-bit floats in base64. */
  public static float[] floats(JsonNode node) {
    ByteBuffer bytes = ByteBuffer.wrap(bytes(node)).order(ByteOrder.LITTLE_ENDIAN);
    float[] floats = new float[bytes.remaining() / Float.BYTES];
    bytes.asFloatBuffer().get(floats);
    return floats;
  }
}
