/** What was read from a file, as plain records: checked in form, not yet in meaning; free of protobuf. */
package org.ventral.onnx.model;
