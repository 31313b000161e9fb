/** The messages of the file format, written by protoc from {@code onnx.proto}. */
package org.ventral.onnx.proto;
