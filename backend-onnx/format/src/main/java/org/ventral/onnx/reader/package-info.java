/** From the bytes of a file to records. Lengths, counts, depths and paths are checked before memory is taken. */
package org.ventral.onnx.reader;
