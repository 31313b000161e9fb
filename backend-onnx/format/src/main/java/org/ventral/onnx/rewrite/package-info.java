/** Models changed and written back as the records that they were read as. */
package org.ventral.onnx.rewrite;
