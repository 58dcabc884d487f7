# language: es
# Generado con «interop translate» a partir de features/integration/registration.feature: no se modifica aquí.
# Ningún clínico nativo ha revisado todavía esta traducción.
@RAD-1 @RAD-12
Característica: Radiología conoce a los pacientes que conoce admisión
  El nombre, el identificador y la sala se escriben una vez, en admisión.
  Un registro que se pierde o cambia por el camino pone un nombre erróneo en una exploración, o ninguno.

  Regla: Todo el que consta en admisión puede explorarse, con los mismos datos que allí se escribieron

    @TC-ADT-001 @shall @positive
    Escenario: Un ingreso espera en el equipo con nombre, fecha de nacimiento, sexo y sala
      Cuando admisión registra el ingreso de la paciente "Ana Torres" en la sala "CIRUGIA"
      Y el servicio solicitante pide la exploración "TC de tórax" para la paciente "Ana Torres"
      Entonces el número de entradas de la paciente "Ana Torres" en la lista de trabajo del equipo "CT_ER1" es 1
      Y la entrada de la lista de trabajo de la exploración "TC de tórax" de la paciente "Ana Torres" muestra la identidad tal como se registró
      Y la entrada de la lista de trabajo de la exploración "TC de tórax" de la paciente "Ana Torres" muestra la sala "CIRUGIA"

    @TC-ADT-002 @shall @positive
    Escenario: Los ceros iniciales de un identificador llegan al equipo
      Cuando admisión registra a la paciente "Marta Okenve" en régimen ambulatorio
      Y el servicio solicitante pide la exploración "RM cerebral" para la paciente "Marta Okenve"
      Entonces el número de entradas de la paciente "Marta Okenve" en la lista de trabajo del equipo "MR_1" es 1
      Y la entrada de la lista de trabajo de la exploración "RM cerebral" de la paciente "Marta Okenve" muestra la identidad tal como se registró

    @TC-ADT-003 @shall @positive
    Escenario: Un paciente con ingreso previsto puede recibir una exploración
      Cuando admisión anuncia el próximo ingreso del paciente "Luis Mba"
      Y el servicio solicitante pide la exploración "Radiografía de tórax" para el paciente "Luis Mba"
      Entonces el número de entradas del paciente "Luis Mba" en la lista de trabajo del equipo "DX_1" es 1

    @TC-ADT-004 @shall @negative
    Escenario: Un registro sin identificador se rechaza
      Cuando admisión envía el registro del paciente "Luis Mba" sin identificador
      Entonces el sistema "RIS" rechaza el mensaje con el motivo "falta el identificador de paciente"
      Y el número de entradas del paciente "Luis Mba" en la lista de trabajo del equipo "DX_1" es 0

  Regla: Lo que cambia en admisión cambia en radiología

    @TC-ADT-005 @shall @positive
    Escenario: Un traslado llega a la lista, y su anulación también
      Dado que la paciente "Ana Torres" consta en admisión con ingreso en la sala "CIRUGIA"
      Y la exploración "TC de tórax" de la paciente "Ana Torres" está programada en el equipo "CT_ER1"
      Cuando admisión registra el traslado de la paciente "Ana Torres" a la sala "UCI"
      Entonces la entrada de la lista de trabajo de la exploración "TC de tórax" de la paciente "Ana Torres" muestra la sala "UCI"
      Cuando admisión anula el traslado de la paciente "Ana Torres" a la sala "UCI"
      Entonces la entrada de la lista de trabajo de la exploración "TC de tórax" de la paciente "Ana Torres" muestra la sala "CIRUGIA"

    @TC-ADT-006 @shall @positive
    Escenario: Un paciente ambulatorio que se queda aparece en la nueva sala
      Dado que el paciente "Luis Mba" consta en admisión
      Y la exploración "TC de tórax" del paciente "Luis Mba" está programada en el equipo "CT_ER1"
      Cuando admisión convierte la visita del paciente "Luis Mba" en un ingreso en la sala "MEDICINA"
      Entonces el sistema "RIS" acepta el mensaje
      Y la entrada de la lista de trabajo de la exploración "TC de tórax" del paciente "Luis Mba" muestra la sala "MEDICINA"

    @TC-ADT-007 @shall @positive
    Escenario: Un ingreso que pasa a visita ambulatoria conserva su exploración
      Dado que el paciente "Luis Mba" consta en admisión con ingreso en la sala "MEDICINA"
      Y la exploración "TC de tórax" del paciente "Luis Mba" está programada en el equipo "CT_ER1"
      Cuando admisión convierte el ingreso del paciente "Luis Mba" en una visita ambulatoria
      Entonces el sistema "RIS" acepta el mensaje
      Y el número de entradas del paciente "Luis Mba" en la lista de trabajo del equipo "CT_ER1" es 1

    @TC-ADT-008 @shall @positive
    Escenario: Un alta, y su anulación, dejan la exploración en la lista
      Dado que el paciente "Luis Mba" consta en admisión con ingreso en la sala "MEDICINA"
      Y la exploración "RM cerebral" del paciente "Luis Mba" está programada en el equipo "MR_1"
      Cuando admisión registra el alta del paciente "Luis Mba"
      Entonces el número de entradas del paciente "Luis Mba" en la lista de trabajo del equipo "MR_1" es 1
      Cuando admisión anula el alta del paciente "Luis Mba"
      Entonces el sistema "RIS" acepta el mensaje
      Y el número de entradas del paciente "Luis Mba" en la lista de trabajo del equipo "MR_1" es 1

    @TC-ADT-009 @shall @positive
    Escenario: Una ficha corregida cambia la lista que ya está abierta
      Dado que el paciente "Bernardo Ela" consta en admisión
      Y la exploración "Radiografía de tórax" del paciente "Bernardo Ela" está programada en el equipo "DX_1"
      Cuando admisión escribe la fecha de nacimiento "1968-02-29" en la ficha del paciente "Bernardo Ela"
      Entonces la entrada de la lista de trabajo de la exploración "Radiografía de tórax" del paciente "Bernardo Ela" muestra la identidad tal como se registró

  Regla: Lo que admisión anula no deja rastro falso

    @TC-ADT-010 @shall @negative
    Escenario: Un ingreso anulado se acepta, y la sala deja de figurar en la entrada
      Dado que el paciente "Pedro Abeso" consta en admisión con ingreso en la sala "CIRUGIA"
      Y la exploración "TC de tórax" del paciente "Pedro Abeso" está programada en el equipo "CT_ER1"
      Cuando admisión anula el ingreso del paciente "Pedro Abeso"
      Entonces el sistema "RIS" acepta el mensaje
      Y la entrada de la lista de trabajo de la exploración "TC de tórax" del paciente "Pedro Abeso" no muestra ninguna sala

    @TC-ADT-011 @shall @negative
    Escenario: Un ingreso previsto y anulado se acepta y nunca llega a ser una visita
      Dado que está previsto el ingreso del paciente "Pedro Abeso" en la sala "MEDICINA"
      Cuando admisión anula el ingreso previsto del paciente "Pedro Abeso"
      Entonces el sistema "RIS" acepta el mensaje
      Cuando el servicio solicitante pide la exploración "RM cerebral" para el paciente "Pedro Abeso"
      Entonces la entrada de la lista de trabajo de la exploración "RM cerebral" del paciente "Pedro Abeso" no muestra ninguna sala
