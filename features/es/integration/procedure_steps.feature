# language: es
# Generado con «interop translate» a partir de features/integration/procedure_steps.feature: no se modifica aquí.
# Ningún clínico nativo ha revisado todavía esta traducción.
@RAD-6 @RAD-7 @DICOM.PS3.4.F
Característica: Todos los sistemas saben si una exploración ha empezado, ha terminado o se ha interrumpido
  La lista, la sala de lectura y el servicio solicitante se guían por lo que notifica el equipo.
  Una notificación perdida deja al paciente en la lista, y su estudio sin leer.

  Regla: Lo que notifica el equipo llega al RIS, al archivo y a la sala

    @FIELD-08 @TC-PPS-001 @shall @positive
    Escenario: Una exploración empezada ya no se ofrece a la persona siguiente
      Dado que la paciente "Ana Torres" consta en admisión
      Y la exploración "TC de tórax" de la paciente "Ana Torres" está programada en el equipo "CT_ER1"
      Cuando el técnico inicia en el equipo "CT_ER1" la exploración "TC de tórax" de la paciente "Ana Torres"
      Entonces la exploración "TC de tórax" de la paciente "Ana Torres" ya no figura en la lista de trabajo del equipo "CT_ER1"
      Y el sistema "PACS" recibe aviso de que la exploración "TC de tórax" de la paciente "Ana Torres" ha empezado

    @FIELD-18 @MESA-110 @TC-PPS-002 @shall @positive
    Escenario: El fin de una exploración llega al archivo con la lista completa de imágenes
      Dado que la paciente "Ana Torres" consta en admisión
      Y la exploración "TC de tórax" de la paciente "Ana Torres" está programada en el equipo "CT_ER1"
      Cuando el técnico realiza la exploración "TC de tórax" de la paciente "Ana Torres" en el equipo "CT_ER1"
      Entonces el sistema "PACS" recibe aviso de que la exploración "TC de tórax" de la paciente "Ana Torres" ha terminado
      Y la notificación del paso de la exploración "TC de tórax" de la paciente "Ana Torres" enumera todas las imágenes que se hicieron

  Regla: Una exploración interrumpida dice por qué

    @MESA-241 @TC-PPS-003 @shall @negative
    Escenario: El paciente se va antes de la exploración
      Dado que el paciente "Pedro Abeso" consta en admisión
      Y la exploración "RM cerebral" del paciente "Pedro Abeso" está programada en el equipo "MR_1"
      Cuando el técnico inicia en el equipo "MR_1" la exploración "RM cerebral" del paciente "Pedro Abeso"
      Y el técnico interrumpe la exploración "RM cerebral" del paciente "Pedro Abeso" sin indicar el motivo
      Entonces el médico solicitante ve la exploración "RM cerebral" del paciente "Pedro Abeso" con el estado "interrumpida"
      Y el número de entradas del paciente "Pedro Abeso" en la lista de trabajo del equipo "MR_1" es 0

    @MESA-242 @TC-PPS-004 @shall @negative
    Escenario: El paciente es alérgico al contraste
      Dado que el paciente "Pedro Abeso" consta en admisión
      Y la exploración "TC de abdomen con contraste" del paciente "Pedro Abeso" está programada en el equipo "CT_ER1"
      Cuando el técnico inicia en el equipo "CT_ER1" la exploración "TC de abdomen con contraste" del paciente "Pedro Abeso"
      Y el técnico interrumpe la exploración "TC de abdomen con contraste" del paciente "Pedro Abeso" con el motivo "alergia al contraste"
      Entonces el sistema "PACS" recibe aviso de que la exploración "TC de abdomen con contraste" del paciente "Pedro Abeso" se ha interrumpido con el motivo "alergia al contraste"
      Y el médico solicitante ve la exploración "TC de abdomen con contraste" del paciente "Pedro Abeso" con el estado "interrumpida"

    @MESA-109 @TC-PPS-005 @shall @negative @needs.pacs.RAD-7
    Escenario: Se eligió la entrada equivocada de la lista
      Dado que la exploración "TC de tórax" de la paciente "Ana Torres" está programada en el equipo "CT_ER1"
      Y la exploración "TC de tórax" del paciente "Luis Mba" está programada en el equipo "CT_ER1"
      Cuando el técnico hace las imágenes del paciente "Luis Mba" con la entrada de la lista de trabajo de la exploración "TC de tórax" de la paciente "Ana Torres"
      Y el técnico interrumpe la exploración "TC de tórax" de la paciente "Ana Torres" con el motivo "entrada equivocada de la lista de trabajo"
      Entonces el número de entradas de la paciente "Ana Torres" en la lista de trabajo del equipo "CT_ER1" es 1
      Y el número de imágenes de la exploración "TC de tórax" de la paciente "Ana Torres" en el sistema "PACS" es 0

  Regla: Una notificación que rompe el orden de los hechos se rechaza, y nada cambia

    @TC-PPS-006 @shall @negative
    Escenario: Una exploración terminada se modifica después
      Dado que el paciente "Carlos Nve" consta en admisión
      Y la exploración "TC de tórax" del paciente "Carlos Nve" se ha realizado en el equipo "CT_ER1"
      Cuando el equipo "CT_ER1" notifica como interrumpido el paso ya terminado de la exploración "TC de tórax" del paciente "Carlos Nve"
      Entonces el sistema "RIS" rechaza la notificación con el motivo "el paso ya no se puede modificar"
      Y el médico solicitante ve la exploración "TC de tórax" del paciente "Carlos Nve" con el estado "terminada"

    @TC-PPS-007 @shall @negative
    Escenario: Se notifica como terminada una exploración que nunca empezó
      Dado que el paciente "Carlos Nve" consta en admisión
      Y la exploración "TC de tórax" del paciente "Carlos Nve" está programada en el equipo "CT_ER1"
      Cuando el equipo "CT_ER1" notifica el fin de la exploración "TC de tórax" del paciente "Carlos Nve" sin haberla iniciado
      Entonces el sistema "RIS" rechaza la notificación con el motivo "paso desconocido"
      Y el número de entradas del paciente "Carlos Nve" en la lista de trabajo del equipo "CT_ER1" es 1

    @TC-PPS-008 @shall @negative
    Escenario: El mismo inicio se notifica dos veces
      Dado que el paciente "Carlos Nve" consta en admisión
      Y la exploración "TC de tórax" del paciente "Carlos Nve" está programada en el equipo "CT_ER1"
      Cuando el técnico inicia en el equipo "CT_ER1" la exploración "TC de tórax" del paciente "Carlos Nve"
      Y el equipo "CT_ER1" notifica de nuevo el inicio de la exploración "TC de tórax" del paciente "Carlos Nve"
      Entonces el sistema "RIS" rechaza la notificación con el motivo "el paso ya existe"

    @TC-PPS-009 @shall @negative
    Escenario: Una exploración se notifica a la vez como empezada y terminada
      Dado que el paciente "Carlos Nve" consta en admisión
      Y la exploración "TC de tórax" del paciente "Carlos Nve" está programada en el equipo "CT_ER1"
      Cuando el equipo "CT_ER1" notifica el inicio de la exploración "TC de tórax" del paciente "Carlos Nve" como ya terminada
      Entonces el sistema "RIS" rechaza la notificación con el motivo "un paso empieza en curso"
      Y el número de entradas del paciente "Carlos Nve" en la lista de trabajo del equipo "CT_ER1" es 1

    @FIELD-08 @TC-PPS-010 @shall @negative
    Escenario: El fin se notifica sin el protocolo utilizado
      Dado que el paciente "Carlos Nve" consta en admisión
      Y la exploración "TC de tórax" del paciente "Carlos Nve" está programada en el equipo "CT_ER1"
      Cuando el técnico inicia en el equipo "CT_ER1" la exploración "TC de tórax" del paciente "Carlos Nve"
      Y el equipo "CT_ER1" notifica el fin de la exploración "TC de tórax" del paciente "Carlos Nve" sin nombre de protocolo
      Entonces el sistema "RIS" rechaza la notificación con el motivo "falta algo obligatorio"
