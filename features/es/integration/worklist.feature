# language: es
# Generado con «interop translate» a partir de features/integration/worklist.feature: no se modifica aquí.
# Ningún clínico nativo ha revisado todavía esta traducción.
@RAD-5 @DICOM.PS3.4.K
Característica: El equipo trabaja con la lista que le da el RIS
  El personal técnico elige al paciente en la lista de trabajo en vez de teclear su nombre.
  Una entrada errónea o ausente archiva imágenes a nombre de otro paciente.

  Regla: Una exploración solicitada llega al equipo con los identificadores de la solicitud

    @MESA-131 @MESA-211 @TC-MWL-001 @shall @positive
    Escenario: Una TC de tórax solicitada en la historia clínica electrónica aparece en la lista de trabajo del equipo
      Dado que la paciente "Ana Torres" consta en admisión
      Cuando el servicio solicitante pide la exploración "TC de tórax" para la paciente "Ana Torres"
      Entonces el número de entradas de la paciente "Ana Torres" en la lista de trabajo del equipo "CT_ER1" es 1
      Y la entrada de la lista de trabajo de la exploración "TC de tórax" de la paciente "Ana Torres" lleva los identificadores de la solicitud
      Y la entrada de la lista de trabajo de la exploración "TC de tórax" de la paciente "Ana Torres" muestra la identidad tal como se registró

    @TC-MWL-002 @shall @positive
    Escenario: El lado que se va a explorar figura en la entrada
      Dado que el paciente "Luis Mba" consta en admisión
      Cuando el servicio solicitante pide la exploración "RM de rodilla — lado derecho" para el paciente "Luis Mba"
      Entonces la entrada de la lista de trabajo de la exploración "RM de rodilla — lado derecho" del paciente "Luis Mba" nombra la exploración y el protocolo como en el catálogo

  Regla: Un equipo ve su propio trabajo y nada más

    @MESA-100 @TC-MWL-003 @shall @negative
    Escenario: Se solicitan una TC y una RM, y cada equipo muestra una de ellas
      Dado que la paciente "Ana Torres" consta en admisión
      Y la exploración "TC de tórax" de la paciente "Ana Torres" está programada en el equipo "CT_ER1"
      Cuando el servicio solicitante pide la exploración "RM cerebral" para la paciente "Ana Torres"
      Entonces el número de entradas de la paciente "Ana Torres" en la lista de trabajo del equipo "CT_ER1" es 1
      Y el número de entradas de la paciente "Ana Torres" en la lista de trabajo del equipo "MR_1" es 1
      Y el número de entradas de la paciente "Ana Torres" en la lista de trabajo del equipo "DX_1" es 0

    @FIELD-07 @TC-MWL-004 @shall @negative
    Escenario: Un nombre de equipo en minúsculas es otro equipo
      Dado que la paciente "Ana Torres" consta en admisión
      Y la exploración "TC de tórax" de la paciente "Ana Torres" está programada en el equipo "CT_ER1"
      Cuando el equipo "CT_ER1" consulta la lista de trabajo del equipo "ct_er1"
      Entonces la respuesta no contiene la exploración "TC de tórax" de la paciente "Ana Torres"

    @TC-MWL-005 @shall @positive
    Escenario: Una lista por días contiene solo las exploraciones de ese día
      Dado que la exploración "TC de tórax" de la paciente "Ana Torres" está programada en el equipo "CT_ER1" con fecha "2031-03-14 09:30"
      Y la exploración "TC de tórax" del paciente "Luis Mba" está programada en el equipo "CT_ER1" con fecha "2031-03-15 09:30"
      Cuando el equipo "CT_ER1" consulta la lista de trabajo del día "2031-03-14"
      Entonces la respuesta contiene la exploración "TC de tórax" de la paciente "Ana Torres"
      Y la respuesta no contiene la exploración "TC de tórax" del paciente "Luis Mba"

    @TC-MWL-006 @shall @positive
    Escenario: Un turno de noche es un intervalo de una tarde a la mañana siguiente
      Dado que la exploración "TC de tórax" de la paciente "Ana Torres" está programada en el equipo "CT_ER1" con fecha "2031-03-14 23:30"
      Y la exploración "TC de tórax" del paciente "Luis Mba" está programada en el equipo "CT_ER1" con fecha "2031-03-15 12:00"
      Cuando el equipo "CT_ER1" consulta la lista de trabajo desde la fecha "2031-03-14 20:00" hasta la fecha "2031-03-15 08:00"
      Entonces la respuesta contiene la exploración "TC de tórax" de la paciente "Ana Torres"
      Y la respuesta no contiene la exploración "TC de tórax" del paciente "Luis Mba"

  Regla: Una búsqueda encuentra al paciente que nombra, y a ningún otro

    @TC-MWL-007 @shall @positive
    Escenario: Las primeras letras del apellido encuentran al paciente
      Dado que la paciente "Marta Okenve" consta en admisión
      Y la exploración "RM cerebral" de la paciente "Marta Okenve" está programada en el equipo "MR_1"
      Y la exploración "RM cerebral" del paciente "Luis Mba" está programada en el equipo "MR_1"
      Cuando el equipo "MR_1" consulta en la lista de trabajo los nombres que empiezan por las letras "Oken"
      Entonces la respuesta contiene la exploración "RM cerebral" de la paciente "Marta Okenve"
      Y la respuesta no contiene la exploración "RM cerebral" del paciente "Luis Mba"

    @FIELD-03 @TC-MWL-008 @shall @negative
    Escenario: Un identificador sin sus ceros iniciales no encuentra a nadie
      Dado que la paciente "Marta Okenve" consta en admisión
      Y la exploración "RM cerebral" de la paciente "Marta Okenve" está programada en el equipo "MR_1"
      Cuando el equipo "MR_1" consulta en la lista de trabajo el identificador de la paciente "Marta Okenve" sin sus ceros iniciales
      Entonces la respuesta no contiene la exploración "RM cerebral" de la paciente "Marta Okenve"

    @TC-MWL-009 @should @positive
    Escenario: El número de acceso del volante encuentra una sola exploración
      Dado que la paciente "Ana Torres" consta en admisión
      Y la exploración "TC de tórax" de la paciente "Ana Torres" está programada en el equipo "CT_ER1"
      Y la exploración "TC de cráneo sin contraste" de la paciente "Ana Torres" está programada en el equipo "CT_ER1"
      Cuando el equipo "CT_ER1" consulta en la lista de trabajo el número de acceso de la exploración "TC de tórax" de la paciente "Ana Torres"
      Entonces la respuesta contiene la exploración "TC de tórax" de la paciente "Ana Torres"
      Y la respuesta no contiene la exploración "TC de cráneo sin contraste" de la paciente "Ana Torres"

    @MESA-271 @TC-MWL-010 @shall @positive
    Escenario: Un nombre corregido entre dos consultas de la lista se muestra corregido
      Dado que la paciente "Elena Obiang" consta en admisión
      Y la exploración "TC de tórax" de la paciente "Elena Obiang" está programada en el equipo "CT_ER1"
      Cuando admisión corrige el nombre de la paciente "Elena Obiang" y escribe "Elena Silva"
      Entonces la entrada de la lista de trabajo de la exploración "TC de tórax" de la paciente "Elena Obiang" muestra la identidad tal como se registró
