package org.ventral.onnx.model;

import java.util.List;
import java.util.Map;

/**
 * A function of the model: an operator written as a graph.
 *
 * @param domain     domain, as nodes name it
 * @param name       name, as nodes name it
 * @param overload   which of several of that name
 * @param inputs     names of the inputs
 * @param outputs    names of the outputs
 * @param attributes names of the attributes that a call may give
 * @param defaults   attributes that have a value where the call gives none
 * @param nodes      the body
 * @param opsets     version of each domain that the body uses
 */
public record FunctionDef(String domain, String name, String overload, List<String> inputs, List<String> outputs, List<String> attributes,
                          Map<String, AttributeDef> defaults, List<NodeDef> nodes, Map<String, Integer> opsets) {}
