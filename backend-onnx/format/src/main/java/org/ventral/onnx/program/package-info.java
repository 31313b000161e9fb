/** A model made ready to run: names resolved to slots, operators looked up, functions and inner graphs prepared. */
package org.ventral.onnx.program;
