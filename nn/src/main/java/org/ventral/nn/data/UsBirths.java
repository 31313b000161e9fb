package org.ventral.nn.data;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;

/**
 * Births in the United States by day, 1994 to 2003: 3,652 days, part of this module. They go by the day of the week, by the season, and by holidays. Origin and
 * licence (CC0 1.0, National Center for Health Statistics) stand beside the file, in {@code us-births.README.md}.
 */
public final class UsBirths {
    /** The name of the data set. */
    public static final String NAME = "us-births";

    private static final String RESOURCE = "us-births.csv.gz";
    /** Of five parts of the series, this many are learned from; the last is the test. */
    private static final int LEARNED = 4, PARTS = 5;

    private UsBirths() {}

    /** The embedded series. */
    public static DailySeries embedded() {
        try (InputStream in = UsBirths.class.getResourceAsStream(RESOURCE)) {
            if (in == null) throw new IllegalStateException("UsBirths: this build of org.ventral.nn lacks its resource " + RESOURCE);
            return read(RESOURCE, in);
        } catch (IOException damaged) {
            throw new UncheckedIOException(damaged);
        }
    }

    /** The day with which the test begins: 80 % of the days are before it. */
    public static int testBegins(DailySeries series) {
        return series.days() * LEARNED / PARTS;
    }

    /**
     * Reads gzipped text of the same form: a head line, then {@code year,month,day,weekday,births} for each day.
     *
     * @param name to use in errors
     * @throws DataFileException if a line is malformed, or is not about the day after the last one
     */
    static DailySeries read(String name, InputStream in) throws IOException {
        var lines = new BufferedReader(new InputStreamReader(new GZIPInputStream(in), StandardCharsets.US_ASCII));
        List<Double> births = new ArrayList<>();
        LocalDate first = null;
        long at = lines.readLine() instanceof String head ? head.length() + 1L : 0;
        for (String line; (line = lines.readLine()) != null; at += line.length() + 1L) {
            String[] parts = line.split(",", -1);
            if (parts.length != 5) throw new DataFileException(name, at, "year,month,day,weekday,births", "\"" + line + "\"");
            try {
                LocalDate day = LocalDate.of(Integer.parseInt(parts[0]), Integer.parseInt(parts[1]), Integer.parseInt(parts[2]));
                if (first == null) first = day;
                LocalDate expected = first.plusDays(births.size());
                if (!day.equals(expected)) throw new DataFileException(name, at, "the day " + expected, day.toString());
                births.add((double) Integer.parseInt(parts[4]));
            } catch (DateTimeException | NumberFormatException e) {
                throw new DataFileException(name, at, "a date and a number", "\"" + line + "\"");
            }
        }
        if (births.isEmpty()) throw new DataFileException(name, at, "at least one day", "none");
        return new DailySeries(first, births.stream().mapToDouble(Double::doubleValue).toArray());
    }
}
