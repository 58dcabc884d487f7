# language: es
# Generado con «interop translate» a partir de features/integration/reporting.feature: no se modifica aquí.
# Ningún clínico nativo ha revisado todavía esta traducción.
@RAD-128 @HL7.7
Característica: El médico solicitante lee el informe que vale ahora
  La sala trata según el informe que ve.
  Un texto preliminar que tapa el definitivo, o uno retirado que permanece, trata otra enfermedad.

  Regla: Cada estado llega a la historia clínica electrónica, en el orden de las firmas

    @TC-RPT-001 @shall @positive
    Escenario: Preliminar, después definitivo
      Dado que el paciente "Carlos Nve" consta en admisión
      Y la exploración "TC de tórax" del paciente "Carlos Nve" se ha realizado en el equipo "CT_ER1"
      Cuando el radiólogo firma como "preliminar" el informe "Sin hallazgos agudos." de la exploración "TC de tórax" del paciente "Carlos Nve"
      Entonces el médico solicitante ve el informe de la exploración "TC de tórax" del paciente "Carlos Nve" con el estado "preliminar"
      Cuando el radiólogo firma como "definitivo" el informe "Nódulo de 6 mm en el lóbulo superior derecho." de la exploración "TC de tórax" del paciente "Carlos Nve"
      Entonces el médico solicitante ve el informe de la exploración "TC de tórax" del paciente "Carlos Nve" con el estado "definitivo"
      Y el médico solicitante lee el texto "Nódulo de 6 mm en el lóbulo superior derecho." en el informe de la exploración "TC de tórax" del paciente "Carlos Nve"

    @FIELD-16 @TC-RPT-002 @shall @positive
    Escenario: Una corrección sustituye al informe definitivo y dice que lo es
      Dado que el paciente "Carlos Nve" consta en admisión
      Y la exploración "TC de tórax" del paciente "Carlos Nve" se ha realizado en el equipo "CT_ER1"
      Y el radiólogo ha firmado como "definitivo" el informe "Nódulo en el lado izquierdo." de la exploración "TC de tórax" del paciente "Carlos Nve"
      Cuando el radiólogo firma como "corregido" el informe "Nódulo en el lado derecho." de la exploración "TC de tórax" del paciente "Carlos Nve"
      Entonces el médico solicitante ve el informe de la exploración "TC de tórax" del paciente "Carlos Nve" con el estado "corregido"
      Y el médico solicitante lee el texto "Nódulo en el lado derecho." en el informe de la exploración "TC de tórax" del paciente "Carlos Nve"

    @TC-RPT-003 @shall @positive
    Escenario: Una adenda conserva lo que ya se había dicho
      Dado que el paciente "Carlos Nve" consta en admisión
      Y la exploración "RM cerebral" del paciente "Carlos Nve" se ha realizado en el equipo "MR_1"
      Y el radiólogo ha firmado como "definitivo" el informe "Sin lesiones." de la exploración "RM cerebral" del paciente "Carlos Nve"
      Cuando el radiólogo añade al informe de la exploración "RM cerebral" del paciente "Carlos Nve" la adenda "Comparado con el estudio previo."
      Entonces el médico solicitante lee el texto "Comparado con el estudio previo." en el informe de la exploración "RM cerebral" del paciente "Carlos Nve"
      Y el médico solicitante lee el texto "Sin lesiones." en el informe de la exploración "RM cerebral" del paciente "Carlos Nve"

  Regla: El informe pertenece a su solicitud y a su estudio, y llega palabra por palabra

    @FIELD-05 @TC-RPT-004 @shall @positive
    Escenario: Los acentos, los signos y los saltos de línea de un informe se conservan
      Dado que la paciente "Prueba Inés Nguema Ñengono" consta en admisión
      Y la exploración "TC de tórax" de la paciente "Prueba Inés Nguema Ñengono" se ha realizado en el equipo "CT_ER1"
      Cuando el radiólogo firma como "definitivo" un informe de la exploración "TC de tórax" de la paciente "Prueba Inés Nguema Ñengono" con acentos, separadores y saltos de línea
      Entonces el médico solicitante lee todos los caracteres del informe de la exploración "TC de tórax" de la paciente "Prueba Inés Nguema Ñengono"
      Y el informe de la exploración "TC de tórax" de la paciente "Prueba Inés Nguema Ñengono" nombra la solicitud y el estudio a los que pertenece

    @TC-RPT-005 @shall @positive
    Escenario: Un informe en forma de documento llega byte a byte
      Dado que el paciente "Carlos Nve" consta en admisión
      Y la exploración "Mamografía bilateral" del paciente "Carlos Nve" se ha realizado en el equipo "MG_1"
      Cuando el radiólogo firma como "definitivo" un informe de la exploración "Mamografía bilateral" del paciente "Carlos Nve" en forma de documento PDF
      Entonces el médico solicitante abre el mismo documento PDF en el informe de la exploración "Mamografía bilateral" del paciente "Carlos Nve"

    @TC-RPT-006 @shall @positive
    Escenario: Un resultado crítico codificado llega como código
      Dado que el paciente "Carlos Nve" consta en admisión
      Y la exploración "TC de cráneo sin contraste" del paciente "Carlos Nve" se ha realizado en el equipo "CT_ER1"
      Cuando el radiólogo firma como "definitivo" el informe de la exploración "TC de cráneo sin contraste" del paciente "Carlos Nve" con el resultado codificado "Hemorragia intracraneal"
      Entonces el médico solicitante ve el resultado codificado "Hemorragia intracraneal" en el informe de la exploración "TC de cráneo sin contraste" del paciente "Carlos Nve"

  Regla: Lo que ya no vale ya no se muestra

    @FIELD-16 @TC-RPT-007 @shall @negative
    Escenario: Un informe preliminar que llega tarde no sustituye al definitivo
      Dado que el paciente "Carlos Nve" consta en admisión
      Y la exploración "TC de tórax" del paciente "Carlos Nve" se ha realizado en el equipo "CT_ER1"
      Y el radiólogo ha firmado como "definitivo" el informe "Neumonía del lóbulo medio." de la exploración "TC de tórax" del paciente "Carlos Nve"
      Cuando un informe preliminar "Sin hallazgos." de la exploración "TC de tórax" del paciente "Carlos Nve" llega tarde a la historia clínica electrónica
      Entonces el médico solicitante ve el informe de la exploración "TC de tórax" del paciente "Carlos Nve" con el estado "definitivo"
      Y el médico solicitante lee el texto "Neumonía del lóbulo medio." en el informe de la exploración "TC de tórax" del paciente "Carlos Nve"

    @TC-RPT-008 @shall @negative
    Escenario: Se retira un informe del paciente equivocado
      Dado que el paciente "Carlos Nve" consta en admisión
      Y la exploración "TC de tórax" del paciente "Carlos Nve" se ha realizado en el equipo "CT_ER1"
      Y el radiólogo ha firmado como "definitivo" el informe "Metástasis pulmonares." de la exploración "TC de tórax" del paciente "Carlos Nve"
      Cuando el radiólogo retira el informe de la exploración "TC de tórax" del paciente "Carlos Nve"
      Entonces el médico solicitante no ve ningún informe válido de la exploración "TC de tórax" del paciente "Carlos Nve"

    @TC-RPT-009 @shall @negative
    Escenario: Una exploración anulada no puede tener informe definitivo
      Dado que el paciente "Pedro Abeso" consta en admisión
      Y la exploración "TC de tórax" del paciente "Pedro Abeso" está programada en el equipo "CT_ER1"
      Cuando el servicio solicitante anula la solicitud de la exploración "TC de tórax" para el paciente "Pedro Abeso"
      Y el radiólogo intenta firmar como "definitivo" el informe "Normal." de la exploración "TC de tórax" del paciente "Pedro Abeso"
      Entonces el médico solicitante no ve ningún informe válido de la exploración "TC de tórax" del paciente "Pedro Abeso"
