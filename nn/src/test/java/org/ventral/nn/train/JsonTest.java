package org.ventral.nn.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.ventral.tensor.Rng;

class JsonTest {
    @Test void writesAMemberALine() {
        Map<String, Object> value = new LinkedHashMap<>();
        value.put("text", "a \"quote\", \\ and\nmore \u0001 é");
        value.put("numbers", List.of(1L, -2L, 0.5));
        value.put("inner", Map.of("none", Map.of()));
        value.put("nothing", null);
        String text = Json.write(value);
        assertThat(text).isEqualTo("""
                {
                  "text": "a \\"quote\\", \\\\ and\\nmore \\u0001 é",
                  "numbers": [1, -2, 0.5],
                  "inner": {
                    "none": {}
                  },
                  "nothing": null
                }""");
        assertThat(Json.parse(text)).isEqualTo(value);
    }

    @Test void numbersComeBackBitForBit() {
        Rng rng = Rng.of(1);
        for (int i = 0; i < 1000; i++) {
            double d = Double.longBitsToDouble(rng.nextLong());
            if (!Double.isFinite(d)) continue;
            assertThat(Double.doubleToRawLongBits((Double) Json.parse(Json.write(d)))).isEqualTo(Double.doubleToRawLongBits(d));
            long l = rng.nextLong();
            assertThat(Json.parse(Json.write(l))).isEqualTo(l);
        }
        assertThat(Json.parse(Json.write(-0.0))).isEqualTo(-0.0);
        assertThatThrownBy(() -> Json.write(Double.NaN)).hasMessage("JSON has no number NaN");
    }

    @Test void readsAllOfJson() {
        assertThat(Json.parse(" [true, false, null, \"\\u00e9\\/\\b\\f\\r\\t\", 1e3, -0, 1.5E-2, {}, [] ] ")).isEqualTo(
                Arrays.asList(true, false, null, "é/\b\f\r\t", 1000.0, 0L, 0.015, Map.of(), List.of()));
    }

    @ParameterizedTest @ValueSource(strings = {"", " ", "{", "[", "[1", "[1,]", "{\"a\"}", "{\"a\":}", "{\"a\":1,}", "{a:1}", "\"", "\"\\", "\"\\x\"", "\"\\u12\"", "tru", "nul", "01", "1.", ".5", "-", "+1", "1e",
            "1e999", "99999999999999999999", "NaN", "1 2", "\"\t\"", "{\"a\":1,\"a\":2}", "\u0000", "[1\u0000"})
    void refusesWhatIsNotJson(String text) {
        assertThatThrownBy(() -> Json.parse(text)).isInstanceOf(IllegalArgumentException.class).hasMessageStartingWith("character ");
    }

    @ParameterizedTest @CsvSource(delimiter = '|', value = {"{\"a\": 1 \"b\": 2}|character 8: expected '}'", "[1, 2|character 5: expected ']'"})
    void saysWhere(String text, String message) {
        assertThatThrownBy(() -> Json.parse(text)).hasMessage(message);
    }

    @Test void depthIsBounded() {
        assertThatThrownBy(() -> Json.parse("[".repeat(100_000))).hasMessageContaining("at most 64 levels");
    }
}
