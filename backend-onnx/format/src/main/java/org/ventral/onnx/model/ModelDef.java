package org.ventral.onnx.model;

import java.util.List;
import java.util.Map;

/**
 * A model.
 *
 * @param irVersion       version of the format
 * @param producer        program that wrote it
 * @param producerVersion version of that program
 * @param domain          whose it is, as a reversed host name
 * @param version         its own version
 * @param description     what it is for
 * @param metadata        more about it by name
 * @param opsets          version of each domain of operators that it uses; the empty name is ONNX's own
 * @param functions       operators that it brings along
 * @param graph           what it computes
 */
public record ModelDef(long irVersion, String producer, String producerVersion, String domain, long version, String description,
                       Map<String, String> metadata, Map<String, Integer> opsets, List<FunctionDef> functions, GraphDef graph) {
    /** The same model with another writer and other metadata. */
    public ModelDef describedBy(String writer, String writerVersion, Map<String, String> lines) {
        return new ModelDef(irVersion, writer, writerVersion, domain, version, description, lines, opsets, functions, graph);
    }
}
