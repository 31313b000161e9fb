package org.ventral.tools.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** JSON for machines. */
public final class Json {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private Json() {}

    /** An object on one line, its fields in the order of the map. */
    public static String line(Map<String, ?> fields) {
        try {
            return MAPPER.writeValueAsString(fields);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("cannot be written as JSON: " + fields, e);
        }
    }

    /** An object on one line for each field, for people to read too. */
    public static String pretty(Map<String, ?> fields) {
        try {
            return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(fields);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("cannot be written as JSON: " + fields, e);
        }
    }

    /**
     * Reads an object of text fields.
     *
     * @throws IOException if the file cannot be read, or holds anything else
     */
    public static Map<String, String> readTexts(Path file) throws IOException {
        try {
            return MAPPER.readValue(Files.readString(file), new TypeReference<LinkedHashMap<String, String>>() {});
        } catch (JsonProcessingException e) {
            throw new IOException(file + " is damaged: " + e.getOriginalMessage(), e);
        }
    }

    /** A number as JSON can hold it: null for what is not finite. */
    public static Double number(double value) {
        return Double.isFinite(value) ? value : null;
    }
}
