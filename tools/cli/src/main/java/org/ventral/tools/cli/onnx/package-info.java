/** The {@code ventral onnx} commands that look at models, run them and hold them against ONNX Runtime. */
package org.ventral.tools.cli.onnx;
