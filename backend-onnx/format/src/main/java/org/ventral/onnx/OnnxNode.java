package org.ventral.onnx;

import java.util.List;

/**
 * A node of a model's graph, for tables and reports.
 *
 * @param name    its name
 * @param domain  domain of its operator; empty for ONNX's own
 * @param op      name of its operator
 * @param inputs  names of what goes in; empty for one that is left out
 * @param outputs names of what comes out; empty for one that nobody wants
 */
public record OnnxNode(String name, String domain, String op, List<String> inputs, List<String> outputs) {}
