# language: es
# Generado con «interop translate» a partir de features/integration/scheduling.feature: no se modifica aquí.
# Ningún clínico nativo ha revisado todavía esta traducción.
@RAD-4 @RAD-13
Característica: El archivo y el equipo siguen todos los cambios de la programación
  El archivo recibe lo programado, para que las imágenes encuentren su solicitud al llegar.
  Una entrada que queda tras una anulación, o un cambio no comunicado, hace explorar lo que no es.

  Regla: El archivo recibe aviso de cada exploración prevista, con los identificadores de la lista de trabajo

    @TC-SCH-001 @shall @positive
    Escenario: Una TC de tórax programada se anuncia al archivo
      Dado que la paciente "Ana Torres" consta en admisión
      Cuando el servicio solicitante pide la exploración "TC de tórax" para la paciente "Ana Torres"
      Entonces el sistema "PACS" recibe aviso de que la exploración "TC de tórax" de la paciente "Ana Torres" está prevista
      Y lo que se comunicó al sistema "PACS" coincide con la entrada de la lista de trabajo de la exploración "TC de tórax" de la paciente "Ana Torres"

    @FIELD-01 @TC-SCH-002 @shall @positive
    Escenario: Los números que da el RIS caben en todos los sistemas
      Dado que el paciente "Luis Mba" consta en admisión
      Cuando el servicio solicitante pide la exploración "RM cerebral" para el paciente "Luis Mba"
      Entonces los números de la entrada de la lista de trabajo de la exploración "RM cerebral" del paciente "Luis Mba" tienen 16 caracteres como máximo
      Y lo que se comunicó al sistema "PACS" coincide con la entrada de la lista de trabajo de la exploración "RM cerebral" del paciente "Luis Mba"

    @FIELD-20 @MESA-213 @TC-SCH-003 @shall @positive
    Escenario: Una exploración en dos pasos tiene dos entradas y un número de acceso
      Dado que la paciente "Rosa Eyang" consta en admisión
      Cuando el servicio solicitante pide la exploración "TC de tórax y abdomen" para la paciente "Rosa Eyang"
      Entonces el número de entradas de la paciente "Rosa Eyang" en la lista de trabajo del equipo "CT_ER1" es 2
      Y las entradas de la exploración "TC de tórax y abdomen" de la paciente "Rosa Eyang" comparten el número de acceso y el estudio
      Y las entradas de la exploración "TC de tórax y abdomen" de la paciente "Rosa Eyang" se distinguen por su paso
      Y lo que se comunicó al sistema "PACS" coincide con la entrada de la lista de trabajo de la exploración "TC de tórax y abdomen" de la paciente "Rosa Eyang"

  Regla: Una exploración anulada sale de la lista en todas partes

    @FIELD-15 @TC-SCH-004 @shall @negative
    Escenario: Anula el médico solicitante
      Dado que el paciente "Pedro Abeso" consta en admisión
      Y la exploración "TC de tórax" del paciente "Pedro Abeso" está programada en el equipo "CT_ER1"
      Cuando el servicio solicitante anula la solicitud de la exploración "TC de tórax" para el paciente "Pedro Abeso"
      Entonces la exploración "TC de tórax" del paciente "Pedro Abeso" ya no figura en la lista de trabajo del equipo "CT_ER1"
      Y el sistema "PACS" recibe aviso de que la exploración "TC de tórax" del paciente "Pedro Abeso" se ha anulado

    @TC-SCH-005 @shall @negative
    Escenario: La secretaría de radiología suspende definitivamente una exploración prevista
      Dado que el paciente "Pedro Abeso" consta en admisión
      Y la exploración "RM cerebral" del paciente "Pedro Abeso" está programada en el equipo "MR_1"
      Cuando la secretaría de radiología suspende definitivamente la exploración "RM cerebral" del paciente "Pedro Abeso"
      Entonces la exploración "RM cerebral" del paciente "Pedro Abeso" ya no figura en la lista de trabajo del equipo "MR_1"
      Y el sistema "PACS" recibe aviso de que la exploración "RM cerebral" del paciente "Pedro Abeso" se ha suspendido

    @MESA-101 @TC-SCH-006 @shall @negative
    Escenario: Una solicitud anulada se vuelve a pedir y es una exploración nueva
      Dado que el paciente "Pedro Abeso" consta en admisión
      Y la exploración "TC de tórax" del paciente "Pedro Abeso" está programada en el equipo "CT_ER1"
      Cuando el servicio solicitante anula la solicitud de la exploración "TC de tórax" para el paciente "Pedro Abeso"
      Y el servicio solicitante vuelve a pedir la exploración "TC de tórax" para el paciente "Pedro Abeso"
      Entonces el número de entradas del paciente "Pedro Abeso" en la lista de trabajo del equipo "CT_ER1" es 1
      Y la nueva entrada de la exploración "TC de tórax" del paciente "Pedro Abeso" tiene números distintos de la anulada

    @FIELD-15 @TC-SCH-011 @shall @negative
    Escenario: Una anulación que llega después del inicio se rechaza
      Dado que el paciente "Pedro Abeso" consta en admisión
      Y la exploración "TC de tórax" del paciente "Pedro Abeso" está programada en el equipo "CT_ER1"
      Cuando el técnico inicia en el equipo "CT_ER1" la exploración "TC de tórax" del paciente "Pedro Abeso"
      Y el servicio solicitante anula la solicitud de la exploración "TC de tórax" para el paciente "Pedro Abeso" cuando ya ha empezado
      Entonces el sistema "RIS" responde que la exploración "TC de tórax" del paciente "Pedro Abeso" ya no se puede anular
      Y el médico solicitante ve la exploración "TC de tórax" del paciente "Pedro Abeso" con el estado "en curso"

  Regla: Una exploración modificada conserva su identidad, y una terminada no vuelve nunca

    @TC-SCH-007 @shall @positive
    Escenario: Una exploración pasa a otro día
      Dado que el paciente "Luis Mba" consta en admisión
      Y la exploración "RM cerebral" del paciente "Luis Mba" está programada en el equipo "MR_1"
      Cuando la secretaría de radiología reprograma la exploración "RM cerebral" del paciente "Luis Mba" para la fecha "2031-03-14 09:30"
      Entonces la entrada de la lista de trabajo de la exploración "RM cerebral" del paciente "Luis Mba" muestra la fecha "2031-03-14 09:30"
      Y el sistema "PACS" recibe aviso de que la exploración "RM cerebral" del paciente "Luis Mba" se ha modificado
      Y lo que se comunicó al sistema "PACS" coincide con la entrada de la lista de trabajo de la exploración "RM cerebral" del paciente "Luis Mba"

    @TC-SCH-008 @shall @positive
    Escenario: Una exploración pasa a otro equipo
      Dado que el paciente "Luis Mba" consta en admisión
      Y la exploración "TC de tórax" del paciente "Luis Mba" está programada en el equipo "CT_ER1"
      Cuando la secretaría de radiología pasa la exploración "TC de tórax" del paciente "Luis Mba" al equipo "CT_2"
      Entonces el número de entradas del paciente "Luis Mba" en la lista de trabajo del equipo "CT_2" es 1
      Y el número de entradas del paciente "Luis Mba" en la lista de trabajo del equipo "CT_ER1" es 0

    @FIELD-15 @TC-SCH-009 @shall @negative
    Escenario: Una corrección después de la exploración no la devuelve a la lista
      Dado que el paciente "Carlos Nve" consta en admisión
      Y la exploración "TC de tórax" del paciente "Carlos Nve" se ha realizado en el equipo "CT_ER1"
      Cuando la secretaría de radiología corrige la indicación clínica de la exploración "TC de tórax" del paciente "Carlos Nve" y escribe "Control a los seis meses"
      Entonces el sistema "PACS" recibe aviso de que la exploración "TC de tórax" del paciente "Carlos Nve" se ha modificado
      Y el número de entradas del paciente "Carlos Nve" en la lista de trabajo del equipo "CT_ER1" es 0

    @MESA-132 @MESA-142 @TC-SCH-010 @shall @positive
    Escenario: Radiología quiere una exploración distinta de la solicitada
      Dado que el paciente "Pedro Abeso" consta en admisión
      Y la exploración "TC de tórax" del paciente "Pedro Abeso" está programada en el equipo "CT_ER1"
      Cuando la secretaría de radiología sustituye la exploración "TC de tórax" del paciente "Pedro Abeso" por la exploración "Angio-TC de arterias pulmonares"
      Entonces el médico solicitante ve la exploración "TC de tórax" del paciente "Pedro Abeso" con el estado "anulada"
      Y el sistema "PACS" recibe aviso de que la exploración "TC de tórax" del paciente "Pedro Abeso" se ha anulado
      Y el número de entradas del paciente "Pedro Abeso" en la lista de trabajo del equipo "CT_ER1" es 1
      Y la nueva entrada de la exploración "Angio-TC de arterias pulmonares" del paciente "Pedro Abeso" tiene números distintos de los de la exploración "TC de tórax"
