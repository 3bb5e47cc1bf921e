package javax.annotation;

/** Stands in for the annotation of Jakarta, which the generated code only names. */
public @interface Generated {
  String[] value();

  String comments() default "";
}
