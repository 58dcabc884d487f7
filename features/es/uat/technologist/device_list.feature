# language: es
# Generado con «interop translate» a partir de features/uat/technologist/device_list.feature: no se modifica aquí.
# Ningún clínico nativo ha revisado todavía esta traducción.
@technologist
Característica: El personal técnico encuentra al paciente correcto en el equipo
  Quien se elige aquí da nombre, identificador y número de acceso a todas las imágenes.
  Una elección equivocada se descubre tarde, a nombre de otro paciente, o nunca.

  Regla: La lista de trabajo muestra los pacientes correctos para este equipo, fecha y modalidad, y nada de otros equipos

    @RAD-5 @UAT-TEC-01 @TC-TEC-011 @shall @positive
    Escenario: La lista contiene los pacientes de este equipo, y los demás quedan en el suyo
      Finalidad: el paciente se elige en esta lista y ya no se teclea.
      Qué observar: la lista de trabajo en la pantalla del equipo, actualizada.
      Resultado esperado: Ana Torres figura una vez, con una TC de tórax de hoy; Luis Mba figura solo en la
      lista del equipo de RM.
      Dado que la paciente "Ana Torres" consta en admisión
      Y la exploración "TC de tórax" de la paciente "Ana Torres" está programada en el equipo "CT_ER1"
      Y la exploración "RM cerebral" del paciente "Luis Mba" está programada en el equipo "MR_1"
      Entonces el número de entradas del paciente "Luis Mba" en la lista de trabajo del equipo "CT_ER1" es 0
      Y mire la pantalla del equipo "CT_ER1" y confirme la afirmación "Ana Torres figura exactamente una vez en la lista"
      Y lea en la pantalla del equipo "CT_ER1" el nombre, el identificador y la fecha de nacimiento de la paciente "Ana Torres"
      Y mire la pantalla del equipo "CT_ER1" y confirme la afirmación "Todas las entradas de la lista son de este equipo"

    @RAD-5 @UAT-TEC-01 @TC-TEC-012 @shall @positive
    Escenario: La lista de un día contiene las exploraciones de ese día
      Finalidad: que el paciente de mañana no se tome por el de hoy.
      Qué observar: la lista del equipo con la fecha puesta al 14 de marzo de 2031.
      Resultado esperado: figura Ana Torres; Luis Mba, previsto para el día siguiente, figura en la lista del
      día siguiente.
      Dado que la exploración "TC de tórax" de la paciente "Ana Torres" está programada en el equipo "CT_ER1" con fecha "2031-03-14 09:30"
      Y la exploración "TC de tórax" del paciente "Luis Mba" está programada en el equipo "CT_ER1" con fecha "2031-03-15 09:30"
      Cuando el equipo "CT_ER1" consulta la lista de trabajo del día "2031-03-14"
      Entonces la respuesta contiene la exploración "TC de tórax" de la paciente "Ana Torres"
      Y la respuesta no contiene la exploración "TC de tórax" del paciente "Luis Mba"
      Y mire la pantalla del equipo "CT_ER1" y confirme la afirmación "Con la fecha del 14 de marzo de 2031, la lista muestra solo a Ana Torres"

  Regla: Una solicitud nueva aparece dentro del plazo del centro; una modificada se actualiza; una anulada desaparece

    @RAD-2 @RAD-4 @RAD-5 @UAT-TEC-02 @TC-TEC-021 @shall @positive
    Escenario: Una solicitud nueva aparece a tiempo en la lista
      Finalidad: que a la paciente que espera en la puerta se la pueda explorar sin teclear su nombre.
      Qué observar: la lista del equipo, actualizada una vez después de la solicitud.
      Resultado esperado: Marta Okenve figura en ella dentro del plazo fijado por el centro.
      Dado que la paciente "Marta Okenve" consta en admisión
      Cuando el servicio solicitante pide la exploración "Radiografía de tórax" para la paciente "Marta Okenve"
      Entonces el número de entradas de la paciente "Marta Okenve" en la lista de trabajo del equipo "DX_1" es 1
      Y mire la pantalla del equipo "DX_1" y confirme la afirmación "Tras actualizar una vez, Marta Okenve figura en la lista"

    @RAD-3 @RAD-5 @RAD-13 @UAT-TEC-02 @TC-TEC-022 @shall @negative
    Escenario: Una solicitud modificada se muestra modificada, y una anulada desaparece de la lista
      Finalidad: que no se explore a nadie a una hora equivocada ni por una solicitud anulada.
      Qué observar: la entrada de Pedro Abeso en la RM, actualizada dos veces: tras el cambio y tras la
      anulación.
      Resultado esperado: primero la fecha y la hora nuevas; después, ya ninguna entrada.
      Dado que la exploración "RM cerebral" del paciente "Pedro Abeso" está programada en el equipo "MR_1"
      Cuando la secretaría de radiología reprograma la exploración "RM cerebral" del paciente "Pedro Abeso" para la fecha "2031-03-14 09:30"
      Entonces la entrada de la lista de trabajo de la exploración "RM cerebral" del paciente "Pedro Abeso" muestra la fecha "2031-03-14 09:30"
      Y mire la pantalla del equipo "MR_1" y confirme la afirmación "La entrada de Pedro Abeso muestra el 14 de marzo de 2031, 09:30"
      Cuando el servicio solicitante anula la solicitud de la exploración "RM cerebral" para el paciente "Pedro Abeso"
      Entonces la exploración "RM cerebral" del paciente "Pedro Abeso" ya no figura en la lista de trabajo del equipo "MR_1"
      Y mire la pantalla del equipo "MR_1" y confirme la afirmación "La entrada de Pedro Abeso ha desaparecido de la lista"

  Regla: Los acentos, los dos apellidos, los pacientes de un solo nombre, las fechas de nacimiento desconocidas y los identificadores que empiezan por cero se ven bien

    @RAD-5 @CHARSET @UAT-TEC-03 @TC-TEC-031 @shall @positive
    Esquema del escenario: Un nombre figura en el equipo tal como se registró, letra por letra
      Finalidad: un nombre que se ve mal es otro paciente para quien lo busca.
      Qué observar: nombre, identificador y fecha de nacimiento en la lista; escríbalos tal como figuran, con
      ceros y acentos.
      Resultado esperado: lo que escribió es lo que registró admisión.
      Dado que la ficha de paciente "<paciente>" consta en admisión
      Y la exploración "Radiografía de tórax" de paciente "<paciente>" está programada en el equipo "DX_1"
      Entonces la entrada de la lista de trabajo de la exploración "Radiografía de tórax" de paciente "<paciente>" muestra la identidad tal como se registró
      Y lea en la pantalla del equipo "DX_1" el nombre, el identificador y la fecha de nacimiento de paciente "<paciente>"

      Ejemplos:
        | paciente                   |
        | Prueba Inés Nguema Ñengono |
        | Zenón Prueba d'Ambô        |
        | Mokoprueba                 |
        | Marta Okenve               |

    @RAD-5 @UAT-TEC-03 @TC-TEC-032 @shall @positive
    Escenario: Una fecha de nacimiento desconocida queda vacía
      Finalidad: una fecha de nacimiento inventada hace de un paciente dos.
      Qué observar: la fecha de nacimiento de Bernardo Ela en la lista del equipo.
      Resultado esperado: un campo vacío, o la palabra que el equipo usa para desconocido.
      Dado que el paciente "Bernardo Ela" consta en admisión
      Y la exploración "Radiografía de tórax" del paciente "Bernardo Ela" está programada en el equipo "DX_1"
      Entonces la entrada de la lista de trabajo de la exploración "Radiografía de tórax" del paciente "Bernardo Ela" muestra la identidad tal como se registró
      Y mire la pantalla del equipo "DX_1" y confirme la afirmación "La fecha de nacimiento de Bernardo Ela está vacía o figura como desconocida"

  Regla: Entrada manual en un equipo que no tiene lista de trabajo

    @RAD-8 @UAT-TEC-13 @TC-TEC-131 @shall @positive
    Escenario: Una paciente tecleada en un equipo sin lista de trabajo se encuentra en su propia ficha
      Finalidad: los equipos antiguos no tienen lista; lo que se teclea en ellos debe llegar a la ficha
      correcta.
      Qué observar: el estudio en el archivo de imágenes, abierto después del envío.
      Resultado esperado: nombre, identificador con sus ceros y fecha de nacimiento como se registraron, en
      una sola ficha.
      Lo hace una persona: en un equipo real la paciente la teclea el personal técnico; aquí lo hace el banco
      de ensayo.
      Dado que la paciente "Marta Okenve" consta en admisión
      Cuando el técnico realiza en el equipo "CR_1" la exploración no programada "Radiografía de tórax portátil" de la paciente "Marta Okenve"
      Entonces las imágenes de la exploración "Radiografía de tórax portátil" de la paciente "Marta Okenve" están almacenadas en el sistema "PACS" y se pueden recuperar
      Y lea en la pantalla del sistema "PACS" el nombre, el identificador y la fecha de nacimiento de la paciente "Marta Okenve"
      Y mire la pantalla del sistema "PACS" y confirme la afirmación "El archivo de imágenes muestra una sola ficha de Marta Okenve"
